using Ephemerd.Config.Reading.Sections;
using System.Collections.Immutable;
using Ephemerd.Config.Reading;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>Exact beats <c>owner/*</c> beats defaults beats the built-in default, key by key. Lists are replaced, never joined.</summary>
internal sealed class PolicyBook(IReadOnlyList<RepositoryRule> rules)
{
    private readonly Dictionary<string, RepositoryRule> _byPattern = rules
        .DistinctBy(r => r.Pattern, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(r => r.Pattern, StringComparer.OrdinalIgnoreCase);

    public RepositoryPolicy For(RepoName repo)
    {
        var layers = Layers(repo);
        return new(
            repo,
            Pick(layers, PolicySection.MaxConcurrent),
            PolicySection.BySystem
                .Select(s => (s.Os, Backend: Pick(layers, s.Key)))
                .Where(s => s.Backend is not null)
                .ToImmutableSortedDictionary(s => s.Os, s => s.Backend!),
            Pick(layers, PolicySection.Labels),
            Pick(layers, PolicySection.Timeout),
            Pick(layers, PolicySection.Egress),
            Pick(layers, PolicySection.Trusted),
            new(
                Pick(layers, PolicySection.Memory), Pick(layers, PolicySection.Cpus), Pick(layers, PolicySection.Processes),
                Pick(layers, PolicySection.OpenFiles), Pick(layers, PolicySection.Disk)))
        {
            IdleTimeout = Pick(layers, PolicySection.IdleTimeout),
            MaxAge = Pick(layers, PolicySection.MaxAge),
            RequireLabels = Pick(layers, PolicySection.RequireLabels),
            ForkPullRequests = Pick(layers, PolicySection.Forks),
            SkipSuperseded = Pick(layers, PolicySection.SkipSuperseded),
            Origins = Origins(layers),
        };
    }

    /// <summary>Whether a value of this key that counts here was unreadable: then nothing may be concluded from its absence.</summary>
    public bool IsDoubtful(RepoName repo, string key) => Layers(repo).Any(l => l.Broken.Contains(key));

    private List<RepositoryRule> Layers(RepoName repo)
    {
        string[] nearestFirst = [repo.ToString(), $"{repo.Owner}/*", RepositoryRule.Defaults];
        return [.. nearestFirst.Select(pattern => _byPattern.GetValueOrDefault(pattern)).OfType<RepositoryRule>()];
    }

    private static T Pick<T>(IEnumerable<RepositoryRule> layers, Key<T> key)
    {
        var layer = layers.FirstOrDefault(l => l.Written.ContainsKey(key.Name));
        return layer is null ? key.Default : (T)layer.Written[key.Name].Value!;
    }

    private static ImmutableSortedDictionary<string, Origin> Origins(IEnumerable<RepositoryRule> layers) => layers
        .SelectMany(l => l.Written.Select(w => (w.Key, Origin: new Origin(l.Section, w.Value.At.Line, w.Value.At.Column))))
        .DistinctBy(w => w.Key)
        .ToImmutableSortedDictionary(w => w.Key, w => w.Origin, StringComparer.Ordinal);
}
