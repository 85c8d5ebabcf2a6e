using System.Diagnostics.Metrics;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Telemetry;

/// <summary>Figures of what happened to runs, fed by one watcher of the board.</summary>
internal sealed class RunMetrics
{
    private readonly RepositoryLabels _repositories;
    private readonly HashSet<string> _begunBackends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begunRepositories = new(StringComparer.Ordinal);
    private readonly Histogram<double> _queueToStart;
    private readonly Histogram<double> _phases;
    private readonly Counter<double> _outcomes;
    private readonly Counter<double> _repositoryOutcomes;

    /// <param name="backends">Theirs begin at 0: of a count that begins at 1 Prometheus sees no increase.</param>
    public RunMetrics(DaemonMeter meter, RepositoryLabels repositories, IEnumerable<string> backends)
    {
        _repositories = repositories;
        _queueToStart = meter.Histogram(MetricCatalog.QueueToStart);
        _phases = meter.Histogram(MetricCatalog.PhaseDuration);
        _outcomes = meter.Counter(MetricCatalog.Outcomes);
        _repositoryOutcomes = meter.Counter(MetricCatalog.RepositoryOutcomes);
        foreach (var backend in backends)
        {
            Begin(_outcomes, "backend", backend, _begunBackends);
        }
    }

    /// <param name="before">Null for the first that is seen of the run.</param>
    public void Take(RunStory? before, RunStory now)
    {
        var run = now.Last;
        var backend = run.Order.Class.Backend;
        if (before is null)
        {
            // A run of a backend that is configured no more, or the first of a repository: theirs begin at 0 as well, before they rise.
            Begin(_outcomes, "backend", backend, _begunBackends);
            Begin(_repositoryOutcomes, "repository", Repository(run), _begunRepositories);
        }

        if (before is not null && now.Marks.Length > before.Marks.Length && IsMeasured(before))
        {
            var (phase, since) = before.Marks[^1];
            _phases.Record(Seconds(run.PhaseAt - since), new("backend", backend), new("phase", Words.Of(phase)));
        }

        // The job is often seen after its runner has begun, so whichever comes last completes the pair.
        if (Wait(run) is { } wait && (before is null || Wait(before.Last) is null))
        {
            _queueToStart.Record(Seconds(wait), new("repository", Repository(run)), new("backend", backend));
        }

        if (now.Ended && before is not { Ended: true } && run.Outcome is { } outcome)
        {
            _outcomes.Add(1, new("backend", backend), new("outcome", Words.Of(outcome)));
            _repositoryOutcomes.Add(1, new("repository", Repository(run)), new("outcome", Words.Of(outcome)));
        }
    }

    private static void Begin(Counter<double> counter, string label, string value, HashSet<string> begun)
    {
        if (begun.Add(value))
        {
            foreach (var outcome in Enum.GetValues<Outcome>())
            {
                counter.Add(0, new(label, value), new("outcome", Words.Of(outcome)));
            }
        }
    }

    /// <summary>Of a run that was taken up nobody here knows when it came into the phases before.</summary>
    private static bool IsMeasured(RunStory before) => !before.Last.Adopted || before.Last.Phase >= Phase.Busy;

    /// <summary>By our own clock where we saw the start; a job too short for that has at least GitHub's word.</summary>
    private static TimeSpan? Wait(RunSnapshot run) => run.Adopted
        ? null
        : (run.BusyAt ?? (run.Phase == Phase.Finished ? run.Job?.StartedAt : null)) - run.Job?.QueuedAt;

    private string Repository(RunSnapshot run) => _repositories.Of(run.Order.Class.Repo);

    /// <summary>GitHub's stamps are whole seconds of another clock: a little less than nothing is nothing.</summary>
    private static double Seconds(TimeSpan time) => Math.Max(0, time.TotalSeconds);
}
