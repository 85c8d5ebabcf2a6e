using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Rules;

/// <summary>One policy that will hold for something served, and all that was written about it.</summary>
/// <param name="Target">What it holds for: a target, or what has a section of its own under a wildcard.</param>
/// <param name="At">The place of the target that brings it in.</param>
internal sealed record TargetFacts(
    Target Target, TomlPosition At, GitHubSettings GitHub, RepositoryPolicy Policy, BackendDraft Backends, PolicyBook Book)
{
    /// <summary>The nearest section that can be written for it.</summary>
    public string Where => Target is Target.Installation ? "defaults" : $"repos.\"{Target}\"";

    /// <summary>Where a key of the policy was written; the target's own place if nowhere.</summary>
    public TomlPosition PlaceOf(params IEnumerable<string> keys)
    {
        var origin = keys.Select(k => Policy.Origins.GetValueOrDefault(k)).FirstOrDefault(o => o is not null);
        return origin is null ? At : new(origin.Line, origin.Column);
    }

    public bool IsDoubtful(string key) => Book.IsDoubtful(Target, key);

    public BackendSettings? BackendNamed(string name) =>
        Backends.Readable.FirstOrDefault(b => b.Name == name) ?? BackendSection.BuiltIn(name);
}
