using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>What is left behind goes, what is not ours or may be busy stays: a real daemon, a real forge, leftovers made by hand or by kill -9.</summary>
[CancelAfter(120_000)]
public sealed class SweepTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess? _daemon;

    [SetUp]
    public async Task Open()
    {
        _daemon = null;
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], $"[repos.\"{Repo}\"]\nmax_concurrent = 1");
    }

    [TearDown]
    public async Task Close()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        await CloseAsync();
    }

    [Test]
    public async Task A_registration_of_ours_that_nothing_stands_behind_is_removed_and_no_other(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        await _daemon.RunAsync(stop, "drain");
        var (install, host) = (File.ReadAllText(Path.Combine(Home.Data, "install-id")).Trim(), HostPart());
        var busy = await RegisterAsync($"eph-{host}-{install}-06e5x0c1k2abcdf", stop);
        await using var runner = await RunnerProcess.StartAsync(busy);
        var told = Path.Combine(runner.Root, "told");
        var job = await QueueAsync(Repo, $"while [ ! -e '{told}' ]; do sleep 0.1; done", stop);
        await Forge.Admin.WaitForJobAsync(job.Id, j => j.Status == "in_progress", stop);
        var idle = await RegisterAsync($"eph-{host}-{install}-06e5x0c1k2abcde", stop);
        string[] others =
        [
            (await RegisterAsync($"eph-{host}-zzzzzz-06e5x0c1k2abcde", stop)).Name,
            (await RegisterAsync($"eph-not-{install}-06e5x0c1k2abcde", stop)).Name,
            (await RegisterAsync("somebody", stop)).Name,
        ];

        var dry = await SweepAsync(stop, "--dry-run");
        Assert.That(Of(dry, idle.Name).Action, Is.EqualTo("wait"), "seen once is not enough");
        Assert.That(dry.Rows.Select(r => r.Name), Is.EqualTo(new[] { idle.Name }));
        await Forge.Admin.WaitForSummaryAsync(s => s.Registered == 4, stop);
        Assert.That(
            (await Forge.Admin.CensusAsync(stop)).Registrations.Select(r => r.Name), Is.EquivalentTo(others.Append(busy.Name)),
            "the daemon's own rounds saw it twice and removed it; the busy one was seen as often");

        await File.WriteAllTextAsync(told, "", stop);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    public async Task A_run_whose_order_is_lost_is_held_and_counted_and_removed_after_its_end(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        string[] records = [.. Directory.GetFiles(Home.Data, "ephemerd.db*"), Path.Combine(Home.RunFolder(run.Name), "order.json")];
        foreach (var file in records)
        {
            File.Delete(file);
        }

        var second = await QueueAsync(Repo, "true", stop);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == second.Id && w.Verdict == "repository_full"), stop);
        Assert.That((await _daemon.StateAsync(stop)).Alarms.Select(a => a.Where), Does.Contain(run.Name));
        Assert.That(Of(await SweepAsync(stop, "--dry-run"), run.Name).Action, Is.EqualTo("hold"));

        Say(run, "told");
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        await _daemon.WaitForRunAsync(second.Id, r => r.Outcome is not null, stop);
        Assert.That(Directory.Exists(Home.Slot(run.Name)), Is.False, "no restart was needed");
        Assert.That((await _daemon.StateAsync(stop)).Alarms, Is.Empty);
        await AssertNothingLeftAsync();
    }

    [Test]
    public async Task What_will_not_go_is_quarantined_shown_and_tried_until_it_goes(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await using (File.Create(Path.Combine(Home.Slot(run.Name), "held-by-a-test")))
        {
            Say(run, "told");
            await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);
            Assert.That(Of(await SweepAsync(stop), run.Name).Failed, Does.Contain("daemon's log"));
            var alarm = (await _daemon.StateAsync(stop)).Alarms.Single(a => a.Where == run.Name);
            Assert.That(alarm.What, Does.Contain("cannot be removed"));
            var doctor = await _daemon.RunAsync(stop, "doctor");
            Assert.That(doctor.Output, Does.Contain(run.Name).And.Contain("cannot be removed"));

            var next = await QueueAsync(Repo, "true", stop);
            var other = await _daemon.WaitForRunAsync(next.Id, r => r.Outcome is not null, stop);
            Assert.That(other.Outcome, Is.EqualTo("succeeded"), "the daemon goes on without that slot");
            Assert.That(other.User, Is.Not.EqualTo(run.User));
        }

        Assert.That(Of(await SweepAsync(stop), run.Name).Failed, Is.Null);
        Assert.That((await SweepAsync(stop)).Rows.Select(r => r.Name), Has.None.EqualTo(run.Name));
        Assert.That((await _daemon.StateAsync(stop)).Alarms, Is.Empty);
        await AssertNothingLeftAsync();
    }

    [Test]
    public async Task Without_a_daemon_the_same_sweep_runs_under_its_lock_and_leaves_orders_to_the_next_start(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        var install = File.ReadAllText(Path.Combine(Home.Data, "install-id")).Trim();
        var left = await RegisterAsync($"eph-{HostPart()}-{install}-06e5x0c1k2abcde", stop);

        var dry = await SweepAsync(stop, "--dry-run");
        Assert.That(Of(dry, left.Name).Action, Is.EqualTo("remove"), "under the lock nothing is being made, so one look is enough");
        Assert.That(Of(dry, run.Name).Action, Is.EqualTo("wait"));
        await SweepAsync(stop);
        Assert.That((await Forge.Admin.CensusAsync(stop)).Registrations.Select(r => r.Name), Is.EqualTo(new[] { run.Name }));

        _daemon = await DaemonProcess.StartAsync(Home, stop);
        Say(run, "told");
        var ended = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);
        Assert.That((ended.Name, ended.Outcome), Is.EqualTo((run.Name, "succeeded")), ended.Reason);
        await AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_dry_run_without_a_daemon_knows_what_a_damaged_database_has_lost_and_touches_nothing(CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        File.Delete(Home.Database + "-wal");
        File.Delete(Home.Database + "-shm");
        await File.WriteAllBytesAsync(Home.Database, [.. Enumerable.Repeat((byte)'x', 20_000)], stop);
        var before = Directory.GetFiles(Home.Data).Order().ToList();

        Assert.That(Of(await SweepAsync(stop, "--dry-run"), run.Name).Action, Is.EqualTo("wait"), "its order is known from its own record");
        Assert.That(Directory.GetFiles(Home.Data).Order(), Is.EqualTo(before));
        Assert.That(new FileInfo(Home.Database).Length, Is.EqualTo(20_000));

        _daemon = await DaemonProcess.StartAsync(Home, stop);
        Say(run, "told");
        Assert.That((await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        await AssertNothingLeftAsync();
    }

    private static string HostPart() => Environment.MachineName.Split('.')[0].ToLowerInvariant();

    private Task<JitRegistration> RegisterAsync(string name, CancellationToken stop) => JitRegistration.MakeAsync(Forge, Token, Repo, name, Linux, stop);

    private Task<SweepAnswer> SweepAsync(CancellationToken stop, params string[] more) => SweepAnswer.AskAsync(Home, stop, more);

    private static SweepAnswerRow Of(SweepAnswer answer, string name) => answer.Rows.Single(r => r.Name == name);
}
