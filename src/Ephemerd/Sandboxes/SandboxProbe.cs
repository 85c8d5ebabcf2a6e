using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>What a probe found. Usable exactly when there is no problem.</summary>
/// <param name="Notes">Facts an operator should see: what was achieved, what was downgraded and why.</param>
internal sealed record SandboxProbe(IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that say what jobs do without here though it was asked for, or is what this backend is for.</summary>
    public IReadOnlyList<string> Shortfalls { get; init; } = [];

    public bool Usable => Problems.Count == 0;
}
