using Ephemerd.Config;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Intake;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// Which repositories are watched, and what follows when that changes: classes offered, demand withdrawn, limits known. What follows is worked out
/// then and kept, since laying a thousand policies over each other is nothing to do every second.
/// </summary>
internal sealed class Watching : IDisposable
{
    private readonly Lock _gate = new();
    private readonly GitHubDoors _github;
    private readonly DemandBook _demand;
    private readonly SettingsInForce _settings;
    private readonly IReadOnlyDictionary<string, ISandboxHost> _hosts;
    private IReadOnlyDictionary<RepoName, int> _limits = new Dictionary<RepoName, int>();

    public Watching(EngineParts parts, DemandBook demand, TimeProvider clock, Random chance, ILoggerFactory logs)
    {
        (_github, _hosts, _settings, _demand) = (parts.GitHub, parts.Hosts, parts.InForce, demand);
        Poller = new JobPoller(_github, IsOurs, demand.Apply, clock, new Random(chance.Next()), logs.CreateLogger<JobPoller>());
        Targets = new TargetWatch(_github, Offer, clock, new Random(chance.Next()), logs.CreateLogger<TargetWatch>());
    }

    public JobPoller Poller { get; }

    public TargetWatch Targets { get; }

    /// <summary>The most runners alive at once for each repository that has such a limit.</summary>
    public IReadOnlyDictionary<RepoName, int> Limits => Volatile.Read(ref _limits);

    /// <summary>What an operator has to act on: repositories that GitHub will not show or is not reached for, wildcards it will not list.</summary>
    public IEnumerable<Problem> Alarms =>
    [
        .. Poller.DescribeCredentials().Where(c => c.FirstMiss is not null)
            .Select(c => AlarmRules.Unreached(c.Name, c.Unreached, c.Repositories, c.FirstMiss!.Message)),
        .. Poller.DescribeCredentials().Where(c => c.FirstRefusal is not null)
            .Select(c => AlarmRules.Refused(c.Name, c.Refused, c.Repositories, c.FirstRefusal!.Message)),
        .. Targets.Standings.Where(s => s.Fault is not null).Select(s => AlarmRules.Unlisted(s.Door.Name, $"{s.Target}", s.Fault!.Message)),
    ];

    public IReadOnlyList<CredentialState> Credentials()
    {
        var intake = Poller.DescribeCredentials().ToDictionary(c => c.Name, StringComparer.Ordinal);
        return [.. _github.Named.Select(door => Of(door, intake.GetValueOrDefault(door.Name)))];
    }

    /// <summary>Takes up what is served and what the settings say of it now.</summary>
    public void Offer()
    {
        lock (_gate)
        {
            var settings = _settings.Current;
            var gone = Poller.Refresh();
            var repositories = _github.Repositories.ToList();
            Volatile.Write(ref _limits, OfferRules.PerRepository(settings, repositories));
            _demand.Offer(OfferRules.Classes(settings, repositories, _hosts.ToDictionary(h => h.Key, h => h.Value.Capabilities, StringComparer.Ordinal)));
            foreach (var repo in gone)
            {
                _demand.Withdraw(repo);
            }
        }
    }

    /// <summary>Takes up other targets, exclusions, intervals, credentials: all that a [[github]] says.</summary>
    public void Retarget()
    {
        _github.Retarget(_settings.Current.GitHubs);
        Offer();
        Targets.Wake();
    }

    /// <summary>Each goes on until stopped; one that ends before is the daemon's end.</summary>
    public IReadOnlyList<Task> Loops(CancellationToken stop) => [Poller.RunAsync(stop), Targets.RunAsync(stop)];

    public void Dispose()
    {
        Poller.Dispose();
        Targets.Dispose();
    }

    private static CredentialState Of(GitHubDoor door, CredentialIntake? intake)
    {
        var usage = door.GitHub.Usage;
        return new(door.Name, usage.Requests, usage.Charged, usage.NotModified, usage.PointsLastMinute, usage.Remaining, usage.ResetAt)
        {
            Repositories = intake?.Repositories ?? 0,
            Busy = intake?.Busy ?? 0,
            Refused = intake?.Refused ?? 0,
            Interval = intake?.BusyInterval ?? door.Settings.PollInterval,
            IdleInterval = intake?.IdleInterval ?? door.Settings.PollIntervalIdle,
            Lag = intake?.Lag,
        };
    }

    /// <summary>A job is followed to its end when a runner of ours has it or could: hosted runners' jobs are not worth a request each.</summary>
    private static bool IsOurs(ObservedJob job) => SandboxName.TryParse(job.RunnerName, out _) || job.Labels.Contains("self-hosted");
}
