using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Rules;

/// <summary>One repository to serve and all that was written about it.</summary>
internal sealed record TargetFacts(
    Written<RepoName> Target, GitHubSettings GitHub, RepositoryPolicy Policy, BackendDraft Backends, PolicyBook Book)
{
    /// <summary>How problems name the repository's policy.</summary>
    public string Where => $"repos.\"{Target.Value}\"";

    /// <summary>Where a key of the policy was written; the target's own place if nowhere.</summary>
    public TomlPosition PlaceOf(params IEnumerable<string> keys)
    {
        var origin = keys.Select(k => Policy.Origins.GetValueOrDefault(k)).FirstOrDefault(o => o is not null);
        return origin is null ? Target.At : new(origin.Line, origin.Column);
    }

    public bool IsDoubtful(string key) => Book.IsDoubtful(Target.Value, key);

    public BackendSettings? BackendNamed(string name) =>
        Backends.Readable.FirstOrDefault(b => b.Name == name) ?? BackendSection.BuiltIn(name);
}
