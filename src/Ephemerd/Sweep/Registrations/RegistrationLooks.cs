using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Sweep;

/// <summary>What GitHub was last heard to say of our runners, and which repositories to ask next. Not thread-safe; the sweeper is one at a time.</summary>
internal sealed class RegistrationLooks(RegistrationDoors doors, TimeProvider clock)
{
    private static readonly IReadOnlySet<SandboxName> NoRuns = new HashSet<SandboxName>();
    private readonly Dictionary<RepoName, RegistrationLook> _looks = [];
    private readonly HashSet<RepoName> _suspects = [];
    private readonly HashSet<RepoName> _owed = [];
    private readonly HashSet<RepoName> _now = [];
    private IReadOnlySet<RepoName> _earlier = new HashSet<RepoName>();
    private bool _everywhere;

    /// <summary>As of the sweep before. GitHub's listings lag by up to 10 s, so a look sooner after an end may have missed what was left of it.</summary>
    private IReadOnlyDictionary<RepoName, IReadOnlySet<SandboxName>> _endedBefore = new Dictionary<RepoName, IReadOnlySet<SandboxName>>();

    private bool _begun;

    /// <summary>Every look that was made in this sweep.</summary>
    public IEnumerable<RegistrationLook> Now => _looks.Values.Where(look => _now.Contains(look.Repo));

    /// <summary>Asks whom it is due to ask. What failed, by repository, is asked again the next time.</summary>
    public async Task<IReadOnlyList<(RepoName Repo, GitHubFault Fault)>> LookAsync(bool thorough, CancellationToken stop)
    {
        _now.Clear();
        var watched = doors.Watched().ToHashSet();
        await OweAsync(watched, stop).ConfigureAwait(false);
        var ended = doors.Ended();
        var due = thorough && watched.Count <= RegistrationRules.MostAsked
            ? [.. watched]
            : RegistrationRules.Due(
                _suspects, _owed, ended, _looks.ToDictionary(l => l.Key, l => (l.Value.Ended, clock.GetElapsedTime(l.Value.Asked))),
                thorough ? RegistrationRules.MostAsked : RegistrationRules.MostOwed);
        var faults = new List<(RepoName, GitHubFault)>();
        foreach (var ofOne in due.Where(repo => doors.GitHub(repo) is not null).GroupBy(repo => doors.GitHub(repo)!))
        {
            faults.AddRange(await LookAsync(ofOne.Key, ofOne, _endedBefore, stop).ConfigureAwait(false));
        }

        _suspects.ExceptWith(_now);
        _endedBefore = ended;
        return faults;
    }

    /// <summary>Repositories that a wildcard brings in come later than the first sweep, and are owed their look all the same.</summary>
    private async Task OweAsync(IReadOnlySet<RepoName> watched, CancellationToken stop)
    {
        if (!_begun)
        {
            var owed = await doors.Owed(stop).ConfigureAwait(false);
            _everywhere = owed is null;
            _earlier = owed?.ToHashSet() ?? [];
            _begun = true;
        }

        _owed.UnionWith(watched.Where(repo => (_everywhere || _earlier.Contains(repo)) && !_looks.ContainsKey(repo)));
    }

    /// <summary>A credential that met a fault which is not one repository's is not asked about the rest: each answer could take half a minute.</summary>
    private async Task<IReadOnlyList<(RepoName, GitHubFault)>> LookAsync(
        IGitHub github, IEnumerable<RepoName> due, IReadOnlyDictionary<RepoName, IReadOnlySet<SandboxName>> ended, CancellationToken stop)
    {
        var faults = new List<(RepoName, GitHubFault)>();
        foreach (var repo in due)
        {
            var asked = clock.GetTimestamp();
            var answer = await github.ListRunnersAsync(repo, stop).ConfigureAwait(false);
            if (answer.TryGet(out var runners, out var fault))
            {
                _looks[repo] = new RegistrationLook(repo, github, runners, asked, ended.GetValueOrDefault(repo) ?? NoRuns);
                _owed.Remove(repo);
                _now.Add(repo);
                continue;
            }

            faults.Add((repo, fault));
            if (fault.Kind is GitHubFaultKind.Transient or GitHubFaultKind.RateLimited or GitHubFaultKind.Unauthorized)
            {
                break;
            }
        }

        return faults;
    }

    /// <summary>This one is looked at in every sweep until a look finds nothing to suspect.</summary>
    public void Suspect(RepoName repo) => _suspects.Add(repo);

    /// <summary>
    /// What GitHub says of one runner. When no look shows it, every repository that may have it is asked in turn, and only when all of them were
    /// asked since <paramref name="since"/> is it said to be absent.
    /// </summary>
    public (SeenRegistration Seen, RegistrationLook? Where, RegisteredRunner? Runner) Find(SandboxName name, long since)
    {
        var text = name.ToString();
        foreach (var look in _looks.Values)
        {
            if (look.Runners.FirstOrDefault(r => r.Name == text) is { } runner)
            {
                Suspect(look.Repo);
                return (_now.Contains(look.Repo) ? Of(runner) : SeenRegistration.NotLooked, look, runner);
            }
        }

        var missing = doors.Watched().Where(repo => !_looks.TryGetValue(repo, out var look) || look.Asked < since).ToList();
        _owed.UnionWith(missing);
        return (missing.Count == 0 ? SeenRegistration.Absent : SeenRegistration.NotLooked, null, null);
    }

    public static SeenRegistration Of(RegisteredRunner runner) => runner switch
    {
        { Busy: true } => SeenRegistration.Busy,
        { Online: true } => SeenRegistration.Online,
        _ => SeenRegistration.Offline,
    };
}

/// <summary>One repository's listing, read whole.</summary>
/// <param name="Asked">A timestamp of the clock, from before it was asked for.</param>
/// <param name="Ended">The repository's runs that had ended a sweep before.</param>
internal sealed record RegistrationLook(RepoName Repo, IGitHub GitHub, IReadOnlyList<RegisteredRunner> Runners, long Asked, IReadOnlySet<SandboxName> Ended);

/// <summary>Where listings come from, and which are worth asking for.</summary>
/// <param name="Ended">The runs that ended lately, for each repository that had one.</param>
/// <param name="Owed">Repositories in which an earlier daemon of ours may have left something; null for every one.</param>
internal sealed record RegistrationDoors(
    Func<IEnumerable<RepoName>> Watched, Func<RepoName, IGitHub?> GitHub, Func<IReadOnlyDictionary<RepoName, IReadOnlySet<SandboxName>>> Ended,
    Func<CancellationToken, Task<IReadOnlyList<RepoName>?>> Owed);
