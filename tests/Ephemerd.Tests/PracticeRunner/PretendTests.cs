using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>The runner that only pretends, script by script.</summary>
public sealed class PretendTests : RunnerTest
{
    [TestCase("succeed", "success")]
    [TestCase("fail", "failure")]
    [CancelAfter(60_000)]
    public async Task It_ends_its_job_as_scripted_and_is_used_up(string script, string conclusion, CancellationToken stop)
    {
        var job = await QueueAsync("exit 9", stop);
        await using var runner = await PretendAsync(script, stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo(conclusion));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }));
        Assert.That(await RegistrationsAsync(stop), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_report_that_fails_is_sent_again(CancellationToken stop)
    {
        await Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "complete", Count = 2 }, stop);
        var job = await QueueAsync("true", stop);
        await using var runner = await PretendAsync("succeed", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [TestCase("crash", 137)]
    [TestCase("quit", 2)]
    [CancelAfter(60_000)]
    public async Task It_dies_with_its_job_in_hand(string script, int code, CancellationToken stop)
    {
        var job = await QueueAsync("true", stop);
        await using var runner = await PretendAsync(script, stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"));
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
    }

    [TestCase(SigInt, 0)]
    [TestCase(SigTerm, 143)]
    [CancelAfter(60_000)]
    public async Task Hanging_it_renews_its_job_until_it_is_told_to_go(int signal, int code, CancellationToken stop)
    {
        var job = await QueueAsync("true", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit, Scripted("hang"));
        while (await CountRequestsAsync(jit, "renew", stop) < 2)
        {
            await Task.Delay(50, stop);
        }

        runner.Signal(signal);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Hanging_it_still_obeys_a_cancellation(CancellationToken stop)
    {
        var job = await QueueAsync("true", stop);
        await using var runner = await PretendAsync("hang", stop);
        await Admin.WaitForJobAsync(job.Id, seen => seen.Status == "in_progress", stop);
        await Admin.CancelRunAsync(job.RunId, stop: stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("cancelled"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Deaf_it_is_ended_only_by_a_kill(CancellationToken stop)
    {
        await QueueAsync("true", stop);
        await using var runner = await PretendAsync("deaf", stop);
        await runner.WaitForOutputAsync("Running job", stop);
        runner.Signal(SigTerm);
        runner.Signal(SigInt);
        runner.Signal(SigKill);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(137), "143 or 0 would mean that it heard the others");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Never_appearing_it_asks_nothing_of_the_server(CancellationToken stop)
    {
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit, Scripted("never-appear"));
        await runner.WaitForOutputAsync("Pretending never to appear", stop);
        runner.Signal(SigTerm);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(143));
        Assert.That(await CountRequestsAsync(jit, "token", stop), Is.Zero);
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { ".credentials", ".credentials_rsaparams", ".runner" }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_unknown_script_is_refused(CancellationToken stop)
    {
        await using var runner = await RunnerProcess.StartAsync(null, Scripted("juggle") with { JitBy = JitBy.Nothing });
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Output, Does.Contain("Usage:"));
    }

    private async Task<RunnerProcess> PretendAsync(string script, CancellationToken stop) => await StartAsync(stop, Scripted(script));

    private static RunnerStart Scripted(string script) => new() { Arguments = ["pretend", "--script", script] };
}
