using System.Text.Json;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>A changed file while the daemon runs: taken whole, or not at all and said so.</summary>
[CancelAfter(240_000)]
public sealed class ReloadTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Write();
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task A_job_that_no_class_fitted_runs_once_the_labels_are_reloaded(CancellationToken stop)
    {
        var job = await Forge.Admin.QueueJobAsync(Repo, ["self-hosted", "gpu"], "true", stop);
        await _daemon.WaitForJobsAsync(jobs => jobs.Waiting.Any(w => w.JobId == job.Id), stop);
        Write("labels = [\"gpu\"]");
        var end = await _daemon.RunAsync(stop, "reload");

        Assert.That(end.Output, Is.EqualTo($"in force; changed now: repos.\"{Repo}\".labels\n"));
        Assert.That(end.ExitCode, Is.Zero);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);
        Assert.That(run.Outcome, Is.EqualTo("succeeded"));
    }

    [Test]
    public async Task A_bad_file_keeps_the_last_good_one_and_both_are_said(CancellationToken stop)
    {
        Write("max_concurrent = 0");
        var end = await _daemon.RunAsync(stop, "reload");
        var state = await _daemon.StateAsync(stop);

        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Output, Does.Match($@"^{Home.Config}:\d+:18: repos\.""{Repo}""\.max_concurrent: 0 is not a number from 1 to 10000\n    fix: ").And.Contain("stays in force"));
        Assert.That(state.Alarms.Single(a => a.Where == "configuration").What, Does.Contain("0 is not a number").And.Contain("stays in force"));
        var job = await QueueAsync(Repo, "true", stop);
        await _daemon.WaitForRunAsync(job.Id, r => r.Outcome == "succeeded", stop);

        Write();
        Assert.That((await _daemon.RunAsync(stop, "reload")).ExitCode, Is.Zero);
        Assert.That((await _daemon.StateAsync(stop)).Alarms.Where(a => a.Where == "configuration"), Is.Empty);
    }

    [Test]
    public async Task A_hang_up_is_the_same_wish_and_ends_nothing(CancellationToken stop)
    {
        Write("nonsense = true");
        _daemon.HangUp();
        await _daemon.WaitForStateAsync(s => s.Alarms.Any(a => a.Where == "configuration"), stop);
        await _daemon.WaitForLogAsync("is not taken, problems in it: 1; what was read at", stop);
        Write("timeout = \"4m\"");
        _daemon.HangUp();
        await _daemon.WaitForStateAsync(s => s.Alarms.All(a => a.Where != "configuration"), stop);
        await _daemon.WaitForLogAsync($"changed: [repos.\"{Repo}\".timeout]", stop);
    }

    [Test]
    public async Task What_waits_for_a_restart_is_named(CancellationToken stop)
    {
        Write("", "[backend.pretend]\nseconds = 3");
        var answer = JsonDocument.Parse((await _daemon.RunAsync(stop, "reload", "--json")).Output).RootElement;
        var status = JsonDocument.Parse((await _daemon.RunAsync(stop, "status", "--json")).Output).RootElement.GetProperty("configuration");

        Assert.That(answer.GetProperty("applied").GetBoolean(), Is.True);
        Assert.That(answer.GetProperty("needs_restart").EnumerateArray().Select(k => k.GetString()), Is.EqualTo(new[] { "backend.pretend.seconds" }));
        Assert.That(status.GetProperty("needs_restart")[0].GetString(), Is.EqualTo("backend.pretend.seconds"));
        Assert.That(status.GetProperty("file").GetString(), Is.EqualTo(Home.Config));
    }

    private void Write(string policy = "", string more = "") => Configure(
        [Repo], $"[repos.\"{Repo}\"]\nidle_timeout = \"4m\"\n{policy}\n{more}", backend: "pretend");
}
