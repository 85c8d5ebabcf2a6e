using static Ephemerd.Telemetry.MetricKind;

namespace Ephemerd.Telemetry;

/// <summary>
/// Every figure there is. No label has a value that grows with the number of jobs: repositories are bounded by <see cref="RepositoryLabels"/>,
/// all others by the configuration or by an enum. <c>docs/telemetry.md</c> shows this table; a law compares them.
/// </summary>
internal static class MetricCatalog
{
    // From what a warm machine does at once to what a full one makes a job wait.
    private static readonly double[] Waits = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3600];
    private static readonly double[] Phases = [0.05, 0.25, 1, 2.5, 5, 15, 30, 60, 300, 900, 3600, 21600];

    public static readonly Metric QueueToStart = new(
        Histogram, "ephemerd.job.queue_to_start", "s", "From GitHub's creation of a job to its runner's start on it.", "repository", "backend") { Buckets = Waits };

    public static readonly Metric PhaseDuration = new(
        Histogram, "ephemerd.run.phase.duration", "s", "How long runs stayed in a phase of their line.", "backend", "phase") { Buckets = Phases };

    public static readonly Metric Outcomes = new(Counter, "ephemerd.run.outcomes", "{run}", "Runs that ended, by outcome; 0 from the start for each.", "backend", "outcome");

    public static readonly Metric RepositoryOutcomes = new(
        Counter, "ephemerd.repository.run.outcomes", "{run}", "Runs of a repository that ended, by outcome; 0 for each from its first run on.", "repository", "outcome");

    public static readonly Metric RunsAlive = new(Gauge, "ephemerd.runs.alive", "{run}", "Runs on their line, by phase.", "backend", "phase");

    public static readonly Metric JobsWaiting = new(Gauge, "ephemerd.jobs.waiting", "{job}", "Queued jobs without a runner, by admission's last word.", "repository", "verdict");

    public static readonly Metric OldestWait = new(Gauge, "ephemerd.jobs.oldest_wait", "s", "Age of the oldest queued job without a runner, by admission's last word.", "repository", "verdict");

    public static readonly Metric Leases = new(Gauge, "ephemerd.leases", "{lease}", "Leases held.", "backend");

    public static readonly Metric LeaseLimit = new(Gauge, "ephemerd.leases.limit", "{lease}", "Leases a backend may hold.", "backend");

    public static readonly Metric HostLeaseLimit = new(Gauge, "ephemerd.host.leases.limit", "{lease}", "Leases the whole host may hold; absent when unlimited.");

    public static readonly Metric RepositoryLeases = new(Gauge, "ephemerd.repository.leases", "{lease}", "Leases held by a repository that holds, held or waits for any.", "repository");

    public static readonly Metric RepositoryLeaseLimit = new(
        Gauge, "ephemerd.repository.leases.limit", "{lease}", "Leases such a repository may hold; absent when unlimited.", "repository");

    public static readonly Metric BackendUsable = new(Gauge, "ephemerd.backend.usable", "{backend}", "1 while a backend takes work, 0 while its breaker is open or its probe fails.", "backend");

    public static readonly Metric Breaker = new(Gauge, "ephemerd.backend.breaker", "{backend}", "1 for the state a backend's breaker is in, 0 for the others.", "backend", "state");

    public static readonly Metric SweepRepairs = new(Counter, "ephemerd.sweep.repairs", "{repair}", "Things a sweep put right.", "family", "action");

    public static readonly Metric Quarantined = new(Gauge, "ephemerd.quarantined", "{thing}", "Things that should be gone and will not go.", "family");

    public static readonly Metric GitHubRequests = new(Counter, "ephemerd.github.requests", "{request}", "Requests sent to GitHub, by whether they were charged.", "credential", "charged");

    public static readonly Metric PollLag = new(Gauge, "ephemerd.poll.lag", "s", "How old the oldest of the newest looks at a repository is; without a look, since it began to be watched.", "credential");

    public static readonly Metric PollInterval = new(Gauge, "ephemerd.poll.interval", "s", "Time between two looks at a repository, of those with work and of the quiet ones.", "credential", "pace");

    public static readonly Metric PolledRepositories = new(Gauge, "ephemerd.poll.repositories", "{repository}", "Repositories watched.", "credential");

    public static readonly Metric GitHubPoints = new(Gauge, "ephemerd.github.points_last_minute", "{point}", "Points of the secondary limit used in the last minute.", "credential");

    public static readonly Metric GitHubRemaining = new(Gauge, "ephemerd.github.budget.remaining", "{request}", "What is left of the primary limit; absent until GitHub told.", "credential");

    public static readonly Metric GitHubReset = new(Gauge, "ephemerd.github.budget.reset.timestamp", "s", "When the primary limit begins anew, in Unix time.", "credential");

    public static readonly Metric Ready = new(Gauge, "ephemerd.ready", "{daemon}", "1 once admission is open.");

    public static readonly Metric Draining = new(Gauge, "ephemerd.draining", "{daemon}", "1 while no new work is taken.");

    public static readonly Metric Alarms = new(Gauge, "ephemerd.alarms", "{alarm}", "What an operator has to act on; status tells each.");

    public static readonly Metric ConfigurationRefused = new(
        Gauge, "ephemerd.configuration.refused", "{file}", "1 while the configuration file has problems and an older one is in force.");

    public static readonly Metric CollectorLost = new(
        Counter, "ephemerd.collector.lost", "{batch}", "Spans, and readings of all figures, that the collector did not take; absent without a collector.", "signal");

    public static readonly Metric Build = new(Gauge, "ephemerd.build", "{daemon}", "1, with the version.", "version");

    public static readonly Metric StartTime = new(Gauge, "ephemerd.start.timestamp", "s", "When this daemon started, in Unix time.");

    public static readonly Metric ProcessCpu = new(Counter, "ephemerd.process.cpu.time", "s", "Processor time of the daemon itself.");

    public static readonly Metric ProcessMemory = new(Gauge, "ephemerd.process.memory", "By", "Resident memory of the daemon itself.");

    public static readonly Metric HostProcessors = new(Gauge, "ephemerd.host.cpus", "{cpu}", "Processors of the host.");

    public static readonly Metric HostLoad = new(Gauge, "ephemerd.host.load1", "{process}", "Load average of the last minute; absent where the system tells none.");

    public static readonly Metric HostMemory = new(Gauge, "ephemerd.host.memory", "By", "Memory of the host.");

    public static readonly Metric HostMemoryAvailable = new(Gauge, "ephemerd.host.memory.available", "By", "Memory that new processes could have without swapping.");

    public static readonly Metric DiskFree = new(Gauge, "ephemerd.data.disk.free", "By", "Space left for the data directory.");

    public static readonly Metric DiskFloor = new(Gauge, "ephemerd.data.disk.floor", "By", "Space below which nothing new is started.");

    public static IReadOnlyList<Metric> All { get; } =
    [
        QueueToStart, PhaseDuration, Outcomes, RepositoryOutcomes, RunsAlive, JobsWaiting, OldestWait,
        Leases, LeaseLimit, HostLeaseLimit, RepositoryLeases, RepositoryLeaseLimit, BackendUsable, Breaker,
        SweepRepairs, Quarantined,
        PollLag, PollInterval, PolledRepositories, GitHubRequests, GitHubPoints, GitHubRemaining, GitHubReset,
        Ready, Draining, Alarms, ConfigurationRefused, CollectorLost, Build, StartTime,
        ProcessCpu, ProcessMemory, HostProcessors, HostLoad, HostMemory, HostMemoryAvailable, DiskFree, DiskFloor,
    ];
}
