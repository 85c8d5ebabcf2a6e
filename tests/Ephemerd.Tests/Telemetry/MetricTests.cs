using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Telemetry;
using NUnit.Framework;

namespace Ephemerd.Tests.Telemetry;

/// <summary>Every figure, moved by what it speaks of and read from the page.</summary>
internal sealed class MetricTests
{
    private static readonly RepoName App = RepoName.Parse("acme/app");

    /// <summary>Figure, the line it is read by, its value before (null: the line is absent), what happens, its value after.</summary>
    private static readonly (Metric Metric, string Line, double? Before, Action<TelemetryBench> Move, double? After)[] Moves =
    [
        (MetricCatalog.QueueToStart, "ephemerd_job_queue_to_start_seconds_sum{repository=\"acme/app\",backend=\"bubblewrap\"}", null, JobStarts, 4),
        (MetricCatalog.PhaseDuration, "ephemerd_run_phase_duration_seconds_sum{backend=\"bubblewrap\",phase=\"leased\"}", null, b => b.Reach(b.Begin(), Phase.Registered, 3), 3),
        (MetricCatalog.Outcomes, "ephemerd_run_outcomes_total{backend=\"bubblewrap\",outcome=\"oom_killed\"}", 0, b => b.End(b.Begin(), Outcome.OomKilled), 1),
        (MetricCatalog.RepositoryOutcomes, "ephemerd_repository_run_outcomes_total{repository=\"acme/app\",outcome=\"failed\"}", null, b => b.End(b.Begin(), Outcome.Failed), 1),
        (MetricCatalog.RunsAlive, "ephemerd_runs_alive{backend=\"bubblewrap\",phase=\"busy\"}", null, b => b.Reach(b.Begin(), Phase.Busy), 1),
        (MetricCatalog.JobsWaiting, "ephemerd_jobs_waiting{repository=\"acme/app\",verdict=\"host_full\"}", null, JobWaits, 1),
        (MetricCatalog.OldestWait, "ephemerd_jobs_oldest_wait_seconds{repository=\"acme/app\",verdict=\"host_full\"}", null, JobWaits, 600),
        (MetricCatalog.Leases, "ephemerd_leases{backend=\"bubblewrap\"}", null, b => b.Change(s => s with { Backends = [Backend(live: 2)] }), 2),
        (MetricCatalog.LeaseLimit, "ephemerd_leases_limit{backend=\"bubblewrap\"}", null, b => b.Change(s => s with { Backends = [Backend()] }), 8),
        (MetricCatalog.BackendUsable, "ephemerd_backend_usable{backend=\"bubblewrap\"}", null, b => b.Change(s => s with { Backends = [Backend() with { Usable = false }] }), 0),
        (MetricCatalog.Breaker, "ephemerd_backend_breaker{backend=\"bubblewrap\",state=\"open\"}", null, b => b.Change(s => s with { Backends = [Backend() with { Breaker = BreakerState.Open }] }), 1),
        (MetricCatalog.SweepRepairs, "ephemerd_sweep_repairs_total{family=\"mount\",action=\"remove\"}", null, b => b.Change(s => s with { Repairs = [new("mount", "remove", 3)] }), 3),
        (MetricCatalog.Quarantined, "ephemerd_quarantined{family=\"mount\"}", null, b => b.Change(s => s with { Quarantined = [new("mount", "a", "b", DateTimeOffset.UnixEpoch, 1)] }), 1),
        (MetricCatalog.ConfigurationRefused, "ephemerd_configuration_refused", 0, b => b.Change(s => s with { Configuration = new("c.toml", DateTimeOffset.UnixEpoch, [], [new Problem("a", "b", "c")], null) }), 1),
        (MetricCatalog.HostLeaseLimit, "ephemerd_host_leases_limit", null, b => b.Change(s => s with { MaxConcurrent = 6 }), 6),
        (MetricCatalog.RepositoryLeases, "ephemerd_repository_leases{repository=\"acme/app\"}", null, b => b.Change(s => s with { Repositories = [new(App, 3, 4)] }), 3),
        (MetricCatalog.RepositoryLeaseLimit, "ephemerd_repository_leases_limit{repository=\"acme/app\"}", null, b => b.Change(s => s with { Repositories = [new(App, 3, 4)] }), 4),
        (MetricCatalog.PollLag, "ephemerd_poll_lag_seconds{credential=\"main\"}", null, b => b.Change(s => s with { Credentials = [Credential with { Lag = TimeSpan.FromSeconds(42) }] }), 42),
        (MetricCatalog.PollInterval, "ephemerd_poll_interval_seconds{credential=\"main\",pace=\"idle\"}", null, b => b.Change(s => s with { Credentials = [Credential with { IdleInterval = TimeSpan.FromMinutes(2) }] }), 120),
        (MetricCatalog.PolledRepositories, "ephemerd_poll_repositories{credential=\"main\"}", null, b => b.Change(s => s with { Credentials = [Credential with { Repositories = 7 }] }), 7),
        (MetricCatalog.GitHubRequests, "ephemerd_github_requests_total{credential=\"main\",charged=\"false\"}", null, b => b.Change(s => s with { Credentials = [Credential] }), 70),
        (MetricCatalog.GitHubPoints, "ephemerd_github_points_last_minute{credential=\"main\"}", null, b => b.Change(s => s with { Credentials = [Credential] }), 45),
        (MetricCatalog.GitHubRemaining, "ephemerd_github_budget_remaining{credential=\"main\"}", null, b => b.Change(s => s with { Credentials = [Credential] }), 4900),
        (MetricCatalog.GitHubReset, "ephemerd_github_budget_reset_timestamp_seconds{credential=\"main\"}", null, b => b.Change(s => s with { Credentials = [Credential] }), 1800000000),
        (MetricCatalog.Ready, "ephemerd_ready", 0, b => b.Change(s => s with { Ready = true }), 1),
        (MetricCatalog.Draining, "ephemerd_draining", 0, b => b.Change(s => s with { DrainingSince = DateTimeOffset.UnixEpoch }), 1),
        (MetricCatalog.Alarms, "ephemerd_alarms", 0, b => b.Change(s => s.With(AlarmSource.Start, [new Problem("a", "b", "c")])), 1),
        (MetricCatalog.CollectorLost, "ephemerd_collector_lost_total{signal=\"traces\"}", 0, b => b.Collector.Sent("traces", taken: false, 3), 3),
        (MetricCatalog.Build, "ephemerd_build{version=\"0.2.0\"}", null, b => b.Change(s => s with { Version = "0.2.0" }), 1),
        (MetricCatalog.StartTime, "ephemerd_start_timestamp_seconds", 1772366400, b => b.Change(s => s with { StartedAt = DateTimeOffset.FromUnixTimeSeconds(1800000000) }), 1800000000),
        (MetricCatalog.ProcessCpu, "ephemerd_process_cpu_time_seconds_total", 0, b => b.Host = b.Host with { ProcessCpu = TimeSpan.FromSeconds(2.5) }, 2.5),
        (MetricCatalog.ProcessMemory, "ephemerd_process_memory_bytes", 0, b => b.Host = b.Host with { ProcessMemory = 5000 }, 5000),
        (MetricCatalog.HostProcessors, "ephemerd_host_cpus", 0, b => b.Host = b.Host with { Processors = 4 }, 4),
        (MetricCatalog.HostLoad, "ephemerd_host_load1", 0, b => b.Host = b.Host with { Load = null }, null),
        (MetricCatalog.HostMemory, "ephemerd_host_memory_bytes", 0, b => b.Host = b.Host with { Memory = 1e9 }, 1e9),
        (MetricCatalog.HostMemoryAvailable, "ephemerd_host_memory_available_bytes", 0, b => b.Host = b.Host with { MemoryAvailable = 1e8 }, 1e8),
        (MetricCatalog.DiskFree, "ephemerd_data_disk_free_bytes", 0, b => b.Host = b.Host with { DiskFree = 12 }, 12),
        (MetricCatalog.DiskFloor, "ephemerd_data_disk_floor_bytes", 1 << 20, b => b.Floor = 5 << 20, 5 << 20),
    ];

    private static CredentialState Credential => new("main", 100, 30, 60, 45, 4900, DateTimeOffset.FromUnixTimeSeconds(1800000000));

    [TestCaseSource(nameof(Cases))]
    public void A_figure_moves_with_what_it_speaks_of(string name)
    {
        var (_, line, before, move, after) = Moves.Single(m => m.Metric.Name == name);
        using var bench = new TelemetryBench();
        Assert.That(bench[line], Is.EqualTo(before), bench.Page);

        move(bench);

        Assert.That(bench[line], Is.EqualTo(after), bench.Page);
    }

    [Test]
    public void Every_figure_is_moved() =>
        Assert.That(Moves.Select(m => m.Metric.Name).Distinct(), Is.EquivalentTo(MetricCatalog.All.Select(m => m.Name)));

    [Test]
    public void A_limit_alone_takes_up_no_name_and_one_that_held_a_lease_keeps_its_own()
    {
        using var bench = new TelemetryBench();
        bench.Change(s => s with { Repositories = [.. Enumerable.Range(0, 600).Select(i => new RepositoryState(RepoName.Parse($"acme/r{i}"), 0, 4)), new(App, 1, 4)] });
        Assert.That(bench["ephemerd_repository_leases{repository=\"acme/app\"}"], Is.EqualTo(1));
        Assert.That(bench.Page, Does.Not.Contain("acme/r1\"").And.Not.Contain("(others)"));

        bench.Change(s => s with { Repositories = [new(App, 0, 4)] });
        Assert.That(bench["ephemerd_repository_leases{repository=\"acme/app\"}"], Is.Zero);
    }

    [Test]
    public void Counts_begin_at_nothing_with_the_first_run_of_a_repository_and_of_a_backend_that_is_configured_no_more()
    {
        using var bench = new TelemetryBench();
        bench.Begin();
        bench.Begin("acme/old", backend: "gone");
        Assert.That(bench["ephemerd_repository_run_outcomes_total{repository=\"acme/app\",outcome=\"lost\"}"], Is.Zero);
        Assert.That(bench["ephemerd_run_outcomes_total{backend=\"gone\",outcome=\"lost\"}"], Is.Zero);
    }

    [Test]
    public void A_page_reads_the_machine_once()
    {
        using var bench = new TelemetryBench();
        for (var pages = 1; pages <= 3; pages++)
        {
            Assert.That(bench.Page, Does.Contain("ephemerd_host_cpus"));
            Assert.That(bench.HostReads, Is.EqualTo(pages));
        }
    }

    [Test]
    public void An_end_is_counted_once_whatever_is_said_of_the_run_afterwards()
    {
        using var bench = new TelemetryBench();
        var run = bench.Begin();
        bench.End(run, Outcome.Succeeded);
        bench.End(run, Outcome.Lost);

        Assert.That(bench.Page, Does.Contain("outcome=\"succeeded\"} 1\n").And.Not.Contain("outcome=\"lost\"} 1"));
    }

    [Test]
    public void A_job_that_is_seen_after_its_runner_began_is_measured_once()
    {
        using var bench = new TelemetryBench();
        var run = bench.Begin();
        var job = bench.Job();
        bench.Reach(run, Phase.Busy, 7);
        bench.Reach(run, Phase.Busy, 2, s => s with { Job = job });
        bench.Reach(run, Phase.Ending, 2, s => s with { Job = job with { Conclusion = "success" } });

        Assert.That(bench["ephemerd_job_queue_to_start_seconds_count{repository=\"acme/app\",backend=\"bubblewrap\"}"], Is.EqualTo(1));
        Assert.That(bench["ephemerd_job_queue_to_start_seconds_sum{repository=\"acme/app\",backend=\"bubblewrap\"}"], Is.EqualTo(7));
    }

    [Test]
    public void A_job_too_short_to_be_seen_starting_is_measured_by_GitHubs_word()
    {
        using var bench = new TelemetryBench();
        var job = bench.Job();
        bench.Reach(bench.Begin(), Phase.Finished, 5, s => s with { Outcome = Outcome.Succeeded, Job = job with { StartedAt = job.QueuedAt.AddSeconds(3) } });

        Assert.That(bench["ephemerd_job_queue_to_start_seconds_sum{repository=\"acme/app\",backend=\"bubblewrap\"}"], Is.EqualTo(3));
    }

    [Test]
    public void Of_a_run_that_was_taken_up_only_what_this_daemon_saw_is_measured()
    {
        using var bench = new TelemetryBench();
        var run = bench.Begin(adopted: true);
        bench.Reach(run, Phase.Started, 1);
        bench.Reach(run, Phase.Busy, 1, s => s with { Job = bench.Job() });
        bench.End(run, Outcome.Succeeded);

        Assert.That(bench.Page, Does.Not.Contain("queue_to_start").And.Not.Contain("phase=\"leased\"").And.Contain("phase=\"busy\"").And.Contain("outcome=\"succeeded\"} 1\n"));
    }

    [Test]
    public void The_number_of_repositories_told_apart_is_bounded()
    {
        using var bench = new TelemetryBench();
        for (var i = 0; i < RepositoryLabels.Most + 20; i++)
        {
            bench.End(bench.Begin($"acme/r{i}"), Outcome.Succeeded);
        }

        var lines = bench.Page.Split('\n').Where(l => l.StartsWith("ephemerd_repository_run_outcomes_total{", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Has.Count.EqualTo((RepositoryLabels.Most + 1) * Enum.GetValues<Outcome>().Length), "a line for each outcome");
        Assert.That(lines, Has.Some.EqualTo("ephemerd_repository_run_outcomes_total{repository=\"(others)\",outcome=\"succeeded\"} 20"));
    }

    [Test]
    [Platform("Linux")]
    public void The_machine_is_really_read()
    {
        var read = HostReadings.Take("/");
        Assert.Multiple(() =>
        {
            Assert.That(read.ProcessCpu, Is.GreaterThan(TimeSpan.Zero));
            Assert.That(read.ProcessMemory, Is.GreaterThan(1 << 20));
            Assert.That(read.Load, Is.Not.Null);
            Assert.That(read.Memory, Is.GreaterThan(read.MemoryAvailable!.Value));
            Assert.That(read.DiskFree, Is.Positive);
        });
    }

    private static IEnumerable<string> Cases() => Moves.Select(m => m.Metric.Name).Distinct();

    private static BackendState Backend(int live = 0) => new("bubblewrap", Isolation.Namespaces, live, 8, Usable: true, []);

    private static void JobStarts(TelemetryBench bench)
    {
        var run = bench.Begin();
        bench.Reach(run, Phase.Listening, 1, s => s with { Job = bench.Job() with { QueuedAt = bench.Clock.GetUtcNow() } });
        bench.Reach(run, Phase.Busy, 4);
    }

    private static void JobWaits(TelemetryBench bench)
    {
        var queued = new QueuedJob(App, 1, 1, 1, "build", new LabelSet(["self-hosted"]), bench.Clock.GetUtcNow());
        bench.Change(s => s with { Waiting = [new WaitingJob(queued, null, Verdict.HostFull, "full")] });
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
    }
}
