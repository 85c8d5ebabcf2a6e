using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Rules;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>
/// Exact beats <c>owner/*</c> beats defaults beats the built-in default, key by key. Lists are replaced, never joined. Immutable but for
/// remembered answers; safe from any thread.
/// </summary>
internal sealed class PolicyBook(IReadOnlyList<RepositoryRule> rules)
{
    private readonly ConcurrentDictionary<RepoName, RepositoryPolicy> _known = [];

    private readonly Dictionary<string, RepositoryRule> _byPattern = rules
        .DistinctBy(r => r.Pattern, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(r => r.Pattern, StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest that any section lets a job run; zero where none says.</summary>
    public TimeSpan LongestTimeout { get; } = rules
        .Select(r => r.Written.TryGetValue(PolicySection.Timeout.Name, out var written) && written.Value is TimeSpan timeout ? timeout : TimeSpan.Zero)
        .DefaultIfEmpty().Max();

    public RepositoryPolicy For(RepoName repo) => _known.GetOrAdd(repo, r => For(new Target.Repository(r)));

    /// <summary>What holds for a target: for a wildcard, for those of its repositories that have no section of their own.</summary>
    public RepositoryPolicy For(Target target)
    {
        var layers = Layers(target);
        return new(
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
            StartTimeout = Pick(layers, PolicySection.StartTimeout),
            IdleTimeout = Pick(layers, PolicySection.IdleTimeout),
            MaxAge = Pick(layers, PolicySection.MaxAge),
            RequireLabels = Pick(layers, PolicySection.RequireLabels),
            ForkPullRequests = Pick(layers, PolicySection.Forks),
            SkipSuperseded = Pick(layers, PolicySection.SkipSuperseded),
            Origins = Origins(layers),
            Hash = PolicyHash.Of(PolicySection.ReposSchema.Keys.Select(k => (k.Name, k.Write(Value(layers, k))))),
        };
    }

    /// <summary>Every key of a repository's policy with the value that holds, in the order of the schema.</summary>
    public IEnumerable<(Key Key, object? Value, Origin? From)> Lines(RepoName repo)
    {
        var layers = Layers(new Target.Repository(repo));
        var origins = Origins(layers);
        return PolicySection.ReposSchema.Keys.Select(k => (k, Value(layers, k), origins.GetValueOrDefault(k.Name)));
    }

    /// <summary>Whether a value of this key that counts here was unreadable: then nothing may be concluded from its absence.</summary>
    public bool IsDoubtful(Target target, string key) => Layers(target).Any(l => l.Broken.Contains(key));

    private List<RepositoryRule> Layers(Target target)
    {
        string[] nearestFirst = target switch
        {
            Target.Repository r => [r.ToString(), $"{r.Repo.Owner}/*", RepositoryRule.Defaults],
            Target.Owner o => [o.ToString(), RepositoryRule.Defaults],
            Target.Installation => [RepositoryRule.Defaults],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return [.. nearestFirst.Select(pattern => _byPattern.GetValueOrDefault(pattern)).OfType<RepositoryRule>()];
    }

    private static T Pick<T>(IEnumerable<RepositoryRule> layers, Key<T> key) => (T)Value(layers, key)!;

    private static object? Value(IEnumerable<RepositoryRule> layers, Key key)
    {
        var layer = layers.FirstOrDefault(l => l.Written.ContainsKey(key.Name));
        return layer is null ? key.Fallback : layer.Written[key.Name].Value;
    }

    private static ImmutableSortedDictionary<string, Origin> Origins(IEnumerable<RepositoryRule> layers) => layers
        .SelectMany(l => l.Written.Select(w => (w.Key, Origin: new Origin(l.Section, w.Value.At.Line, w.Value.At.Column))))
        .DistinctBy(w => w.Key)
        .ToImmutableSortedDictionary(w => w.Key, w => w.Origin, StringComparer.Ordinal);
}
