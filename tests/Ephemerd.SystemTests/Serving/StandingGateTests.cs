using System.Globalization;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>Jobs that stand at a gate while no daemon lives, and what becomes of each; and a gate that asks for more than whose code it is.</summary>
[CancelAfter(90_000)]
public sealed class StandingGateTests : ServingFixture
{
    private const string Repo = "octo/app";
    private const string Choosy = "octo/choosy";
    private const int SigTerm = 15;
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, Repo, Choosy);
        Configure([Repo, Choosy], $"""
            [repos."{Choosy}"]
            require_labels = ["x64"]
            """);
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task StopOne() => EndAsync(_daemon);

    [Test]
    public async Task A_forks_job_that_stands_at_the_gate_of_a_lost_daemon_is_refused_by_the_next_one(CancellationToken stop)
    {
        var (fork, run) = await StandAsync(Forged("pull_request"), stop);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var ended = await Forge.Admin.WaitForCompletedJobAsync(fork.Id, stop);
        var told = await OverAsync(run, stop);
        Assert.Multiple(async () =>
        {
            Assert.That(ended.Conclusion, Is.EqualTo("failure"));
            Assert.That(await Forge.Admin.JobLogAsync(fork.Id, stop) + await Forge.Admin.JobFeedAsync(fork.Id, stop), Does.Not.Contain("fork-ran"));
            Assert.That(told.Outcome, Is.EqualTo("refused_at_start"), told.Reason);
            Assert.That(told.Reason, Does.Contain("stranger/app"));
        });
    }

    [TestCase("workflow_run")]
    [TestCase("issue_comment")]
    public async Task A_run_after_a_run_that_may_have_worked_on_a_forks_code_is_refused_though_its_head_is_the_repositorys_own(string before, CancellationToken stop)
    {
        var chained = (await Forge.Admin.QueueRunAsync(Order(Repo, Linux) with { Event = "workflow_run", Before = before }, stop)).Jobs[0];
        var ended = await Forge.Admin.WaitForCompletedJobAsync(chained.Id, stop);
        var told = await OverAsync(ended.RunnerName!, stop);
        Assert.That((ended.Conclusion, told.Outcome), Is.EqualTo(("failure", "refused_at_start")), told.Reason);

        var plain = (await Forge.Admin.QueueRunAsync(Order(Repo, Linux) with { Event = "workflow_run", Before = "push" }, stop)).Jobs[0];
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(plain.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    public async Task A_job_that_nobody_let_through_is_no_failure_of_the_jobs_own(CancellationToken stop)
    {
        var (job, run) = await StandAsync(Order(Repo, Linux), stop);
        Interrupt(run);
        var ended = await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var told = await OverAsync(run, stop);
        Assert.Multiple(() =>
        {
            Assert.That(ended.Conclusion, Is.EqualTo("failure"));
            Assert.That(told.Outcome, Is.EqualTo("refused_at_start"), told.Reason);
            Assert.That(told.Reason, Does.Contain("nobody answered"));
        });
    }

    [Test]
    public async Task A_job_without_the_demanded_label_that_reaches_a_native_runner_ends_at_its_gate(CancellationToken stop)
    {
        var silent = (await Forge.Admin.QueueRunAsync(Order(Choosy, Linux, waiting: true), stop)).Jobs[0];
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Seconds = 4, Count = 1 }, stop);
        var asking = (await Forge.Admin.QueueRunAsync(Order(Choosy, [.. Linux, "X64"]), stop)).Jobs[0];
        await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Phase is "registered" or "created" or "started"), stop);

        // The daemon looks and does not see it: its listings fail just then.
        var blind = await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "runs", Repository = Choosy }, stop);
        await Forge.Admin.CancelRunAsync(asking.RunId, stop: stop);
        await Forge.Admin.ReleaseJobAsync(silent.Id, stop);
        await Forge.Admin.WaitForJobAsync(silent.Id, j => j.Status == "in_progress", stop);
        await Forge.Admin.RemoveFaultAsync(blind, stop);
        var ended = await Forge.Admin.WaitForCompletedJobAsync(silent.Id, stop);
        var told = await OverAsync(ended.RunnerName!, stop);
        Assert.Multiple(async () =>
        {
            Assert.That(ended.Conclusion, Is.EqualTo("failure"));
            Assert.That(await Forge.Admin.JobLogAsync(silent.Id, stop) + await Forge.Admin.JobFeedAsync(silent.Id, stop), Does.Not.Contain("fork-ran"));
            Assert.That(told.Outcome, Is.EqualTo("refused_at_start"), told.Reason);
            Assert.That(told.Reason, Does.Contain("'x64'").And.Contain("require_labels"));
        });

        var another = (await Forge.Admin.QueueRunAsync(Order(Choosy, [.. Linux, "X64"]), stop)).Jobs[0];
        var done = await Forge.Admin.WaitForCompletedJobAsync(another.Id, stop);
        Assert.That(done.Conclusion, Is.EqualTo("success"), "one that asks for it goes through the same gate");
        Assert.That(await Forge.Admin.JobLogAsync(another.Id, stop), Does.Contain("fork-ran"));
    }

    private static ForgeRunOrder Order(string repository, string[] labels, bool waiting = false) =>
        new(repository, [new ForgeJobOrder("check", labels, [new ForgeStep("echo fork-ran"), new ForgeStep("echo fork-ran-anyway", If: "always()")]) { Waiting = waiting }]);

    private static ForgeRunOrder Forged(string cause) => Order(Repo, Linux) with { Event = cause, HeadRepository = "stranger/app", Branch = "patch-1" };

    /// <summary>Has a job reach a runner of a daemon that is lost before it can answer.</summary>
    private async Task<(ForgeJob Job, string Run)> StandAsync(ForgeRunOrder order, CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Seconds = 4, Count = 1 }, stop);
        var bait = await QueueAsync(Repo, "true", stop);
        var run = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Phase == "started"), stop)).Runs.Single();
        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        await Forge.Admin.CancelRunAsync(bait.RunId, stop: stop);
        var job = (await Forge.Admin.QueueRunAsync(order, stop)).Jobs[0];
        while (!File.Exists(Path.Combine(Home.Slot(run.Name), "runner", "_gate", "question")))
        {
            await Task.Delay(50, stop);
        }

        return (job, run.Name);
    }

    private async Task<DaemonRun> OverAsync(string run, CancellationToken stop) =>
        (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Name == run && r.Outcome is not null), stop)).Runs.Single(r => r.Name == run);

    /// <summary>Interrupts the script that waits at the gate of this very run: others may stand at theirs on the same machine.</summary>
    private void Interrupt(string run)
    {
        var mark = $"only-{Guid.NewGuid():N}";
        File.WriteAllText(Path.Combine(Home.Slot(run), "runner", "_gate", mark), "");
        var waiting = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId)
            .Where(pid => File.Exists($"/proc/{pid}/root/runner/_gate/{mark}") && Words(pid!).Contains("job-started.sh", StringComparison.Ordinal)).ToList();
        Assert.That(waiting, Is.Not.Empty, "its script waits");
        foreach (var pid in waiting)
        {
            using var script = System.Diagnostics.Process.GetProcessById(int.Parse(pid!, CultureInfo.InvariantCulture));
            _ = Kill(script.Id, SigTerm);
        }
    }

    private static string Words(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
