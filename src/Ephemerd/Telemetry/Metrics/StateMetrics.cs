using System.Diagnostics.Metrics;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Telemetry;

/// <summary>Figures of what is, read from the board and the daemon's state at the moment they are asked for.</summary>
internal sealed class StateMetrics(StatusBoard board, DaemonStateHolder holder, RepositoryLabels repositories, TimeProvider clock)
{
    private DaemonState State => holder.Current;

    /// <summary>
    /// Those in which something goes on or went on: one default limit gives every repository a limit, and a thousand idle ones are not to take up the names.
    /// </summary>
    private IEnumerable<RepositoryState> Concerned
    {
        get
        {
            var state = State;
            var waiting = state.Waiting.Select(w => w.Job.Repo).ToHashSet();
            return state.Repositories.Where(r => r.Live > 0 || waiting.Contains(r.Repo) || repositories.Knows(r.Repo));
        }
    }

    public void Register(DaemonMeter meter)
    {
        RegisterWork(meter);
        RegisterLimits(meter);
        RegisterGitHub(meter);
        RegisterDaemon(meter);
    }

    private void RegisterWork(DaemonMeter meter)
    {
        meter.Observe(MetricCatalog.RunsAlive, () => board.Runs.Where(r => r.Phase != Phase.Finished)
            .GroupBy(r => (r.Order.Class.Backend, r.Phase))
            .Select(g => Of(g.Count(), ("backend", g.Key.Backend), ("phase", Words.Of(g.Key.Phase)))));
        meter.Observe(MetricCatalog.JobsWaiting, () => State.Waiting
            .GroupBy(w => (Repo: repositories.Of(w.Job.Repo), w.Verdict))
            .Select(g => Of(g.Count(), ("repository", g.Key.Repo), ("verdict", Words.Of(g.Key.Verdict)))));
        meter.Observe(MetricCatalog.OldestWait, () => State.Waiting
            .GroupBy(w => (Repo: repositories.Of(w.Job.Repo), w.Verdict))
            .Select(g => Of(Math.Max(0, (clock.GetUtcNow() - g.Min(w => w.Job.QueuedAt)).TotalSeconds), ("repository", g.Key.Repo), ("verdict", Words.Of(g.Key.Verdict)))));
    }

    private void RegisterLimits(DaemonMeter meter)
    {
        meter.Observe(MetricCatalog.Leases, () => State.Backends.Select(b => Of(b.Live, ("backend", b.Name))));
        meter.Observe(MetricCatalog.LeaseLimit, () => State.Backends.Select(b => Of(b.Capacity, ("backend", b.Name))));
        meter.Observe(MetricCatalog.BackendUsable, () => State.Backends.Select(b => Of(b.Usable ? 1 : 0, ("backend", b.Name))));
        meter.Observe(MetricCatalog.Breaker, () => State.Backends.SelectMany(b => Enum.GetValues<BreakerState>()
            .Select(state => Of(state == b.Breaker ? 1 : 0, ("backend", b.Name), ("state", Words.Of(state))))));
        meter.Observe(MetricCatalog.SweepRepairs, () => State.Repairs.Select(r => Of(r.Count, ("family", r.Family), ("action", r.Action))));
        meter.Observe(MetricCatalog.Quarantined, () => State.Quarantined.GroupBy(q => q.Family).Select(g => Of(g.Count(), ("family", g.Key))));
        meter.Observe(MetricCatalog.HostLeaseLimit, () => State.MaxConcurrent > 0 ? [Of(State.MaxConcurrent)] : []);
        meter.Observe(MetricCatalog.RepositoryLeases, () => Concerned
            .GroupBy(r => repositories.Of(r.Repo)).Select(g => Of(g.Sum(r => r.Live), ("repository", g.Key))));
        meter.Observe(MetricCatalog.RepositoryLeaseLimit, () => Concerned
            .Where(r => r.Limit is not null).GroupBy(r => repositories.Of(r.Repo)).Select(g => Of(g.Sum(r => r.Limit!.Value), ("repository", g.Key))));
    }

    private void RegisterGitHub(DaemonMeter meter)
    {
        meter.Observe(MetricCatalog.GitHubRequests, () => State.Credentials.SelectMany(c => new[]
        {
            Of(c.Charged, ("credential", c.Name), ("charged", "true")),
            Of(c.Requests - c.Charged, ("credential", c.Name), ("charged", "false")),
        }));
        meter.Observe(MetricCatalog.PollLag, () => State.Credentials.Where(c => c.Lag is not null).Select(c => Of(c.Lag!.Value.TotalSeconds, ("credential", c.Name))));
        meter.Observe(MetricCatalog.PollInterval, () => State.Credentials.SelectMany(c => new[]
        {
            Of(c.Interval.TotalSeconds, ("credential", c.Name), ("pace", "busy")),
            Of(c.IdleInterval.TotalSeconds, ("credential", c.Name), ("pace", "idle")),
        }));
        meter.Observe(MetricCatalog.PolledRepositories, () => State.Credentials.Select(c => Of(c.Repositories, ("credential", c.Name))));
        meter.Observe(MetricCatalog.GitHubPoints, () => State.Credentials.Select(c => Of(c.PointsLastMinute, ("credential", c.Name))));
        meter.Observe(MetricCatalog.GitHubRemaining, () => State.Credentials
            .Where(c => c.Remaining is not null).Select(c => Of(c.Remaining!.Value, ("credential", c.Name))));
        meter.Observe(MetricCatalog.GitHubReset, () => State.Credentials
            .Where(c => c.ResetAt is not null).Select(c => Of(c.ResetAt!.Value.ToUnixTimeSeconds(), ("credential", c.Name))));
    }

    private void RegisterDaemon(DaemonMeter meter)
    {
        meter.Observe(MetricCatalog.Ready, () => [Of(State.Ready ? 1 : 0)]);
        meter.Observe(MetricCatalog.Draining, () => [Of(State.Draining ? 1 : 0)]);
        meter.Observe(MetricCatalog.Alarms, () => [Of(State.Alarms.Count())]);
        meter.Observe(MetricCatalog.ConfigurationRefused, () => [Of(State.Configuration is { Refused.Count: > 0 } ? 1 : 0)]);
        meter.Observe(MetricCatalog.Build, () => [Of(1, ("version", State.Version))]);
        meter.Observe(MetricCatalog.StartTime, () => [Of(State.StartedAt.ToUnixTimeMilliseconds() / 1000.0)]);
    }

    private static Measurement<double> Of(double value, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            tags[i] = new(labels[i].Label, labels[i].Value);
        }

        return new(value, tags);
    }
}
