using System.Collections.Frozen;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading;

/// <summary>What one of [defaults], [repos."owner/*"] or [repos."owner/name"] says: the keys written there and no other.</summary>
/// <param name="Section">How problems and origins name it.</param>
internal sealed record RepositoryRule(string Section, TomlPosition At, IReadOnlyDictionary<string, Written<object?>> Written)
{
    public const string Defaults = "*";

    /// <summary>The text after <c>repos.</c>; <see cref="Defaults"/>, which no repository can be called, for the defaults.</summary>
    public string Pattern { get; init; } = Defaults;

    /// <summary>Keys that stand there with values that make no sense: each a problem already.</summary>
    public IReadOnlySet<string> Broken { get; init; } = FrozenSet<string>.Empty;

    public bool IsDefaults => Section == "defaults";

    /// <summary>What the section holds for; null for the defaults and for names that no repository can have.</summary>
    public Target? Target
    {
        get
        {
            if (RepoName.TryParse(Pattern, out var repo))
            {
                return new Target.Repository(repo);
            }
            return TargetRules.OwnerOf(Pattern) is { } owner ? new Target.Owner(owner) : null;
        }
    }
}
