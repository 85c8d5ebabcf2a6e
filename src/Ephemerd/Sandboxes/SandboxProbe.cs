using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>What a probe found. Usable exactly when there is no problem.</summary>
/// <param name="Notes">Facts an operator should see: what was achieved, what was downgraded and why.</param>
internal sealed record SandboxProbe(IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notes)
{
    public bool Usable => Problems.Count == 0;
}
