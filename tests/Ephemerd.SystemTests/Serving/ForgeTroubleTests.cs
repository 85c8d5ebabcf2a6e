using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>GitHub has its bad moments while runners are made: every job still ends once, and no registration is left behind.</summary>
[CancelAfter(120_000)]
public sealed class ForgeTroubleTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], "[backend.pretend]\nseconds = 0.2", backend: "pretend");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task Where_no_look_comes_the_state_says_so_and_why_until_one_comes(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "runs", Count = 8 }, stop);
        var troubled = await _daemon.WaitForStateAsync(s => s.Alarms.Any(a => a.Where == "github"), stop);
        Assert.That(troubled.Alarms.Single(a => a.Where == "github").What, Does.Contain("no look comes of 1 of 1 repositories").And.Contain("502"));
        await _daemon.WaitForStateAsync(s => s.Alarms.All(a => a.Where != "github"), stop);
    }

    private static IEnumerable<ForgeFault> Troubles() =>
    [
        new ForgeFault("server_error") { Count = 12, Probability = 0.5 },
        new ForgeFault("cut_connection") { RouteClass = "jitconfig", Count = 1, AfterBytes = 10 },
        new ForgeFault("name_conflict") { RouteClass = "jitconfig", Count = 1 },
        new ForgeFault("retry_after") { RouteClass = "runs", Count = 1, Seconds = 3 },
    ];

    [TestCaseSource(nameof(Troubles))]
    public async Task Every_job_ends_once_whatever_GitHub_does(ForgeFault trouble, CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(trouble, stop);
        var jobs = new List<ForgeJob>();
        for (var i = 0; i < 5; i++)
        {
            jobs.Add(await QueueAsync(Repo, "true", stop));
        }

        await Forge.Admin.WaitForSummaryAsync(s => s.JobsThat("success") == jobs.Count, stop);
        var ended = await _daemon.WaitForJobsAsync(j => j.Waiting.Count == 0 && j.Runs.All(r => r.Outcome is not null), stop);

        Assert.That(jobs.Select(j => ended.Runs.Count(r => r.Job?.JobId == j.Id)), Has.All.EqualTo(1), "every job has one end");
    }
}
