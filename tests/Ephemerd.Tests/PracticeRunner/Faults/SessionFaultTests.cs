using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Faults;

/// <summary>Trouble before a job could come: token, session, unreachable server. Sources: the forge's fault table and this runner's README.</summary>
public sealed class SessionFaultTests : RunnerTest
{
    [TestCase("token_invalid_client", "The runner registration has been deleted from the server")]
    [TestCase("session_unauthorized", "An error occurred: Unauthorized (401)")]
    [TestCase("session_forbidden", "An error occurred: Forbidden (403)")]
    [CancelAfter(60_000)]
    public async Task Refused_for_good_it_exits_1_and_keeps_its_configuration(string fault, string text, CancellationToken stop)
    {
        await FaultAsync(fault, stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Output, Does.Contain(text).And.Not.Contain("Listening for Jobs"));
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
        Assert.That(await RegistrationsAsync(stop), Has.One.Matches<TestBed.Forge.ForgeRunner>(left => left.State == "offline"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_lasting_session_conflict_is_given_up_with_5_after_eight_tries(CancellationToken stop)
    {
        await FaultAsync("session_conflict", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(5));
        Assert.That(runner.Output, Does.Contain("A session for this runner already exists."));
        Assert.That(await CountRequestsAsync(jit, "session", stop), Is.EqualTo(8), "30 s apart: 7 waits, 210 s");
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_passing_session_conflict_is_waited_out(CancellationToken stop)
    {
        await FaultAsync("session_conflict", stop, count: 2);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [TestCase("token")]
    [TestCase("session")]
    [CancelAfter(60_000)]
    public async Task A_server_error_at_the_start_is_retried_and_said_once(string routeClass, CancellationToken stop)
    {
        await FaultAsync("server_error", stop, count: 3, routeClass: routeClass);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output.Split("Retrying until reconnected.").Length, Is.EqualTo(2));
        Assert.That(runner.Output, Does.Contain("Runner reconnected."));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_unreachable_server_is_tried_without_end(CancellationToken stop)
    {
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(Unreachable(jit));
        await runner.WaitForOutputAsync("Runner connect error: Connection refused", stop);
        Assert.That(runner.Output, Does.Contain("Retrying until reconnected."));
        Assert.That(runner.HasExited, Is.False);
        runner.Signal(SigTerm);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(143));
    }

    /// <summary>The same registration, its server moved to a port nobody listens on.</summary>
    private static JitRegistration Unreachable(JitRegistration jit)
    {
        var files = jit.Files().ToDictionary(
            file => file.Key,
            file => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(
                System.Text.Encoding.UTF8.GetString(file.Value), "127\\.0\\.0\\.1:\\d+", "127.0.0.1:9", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))));
        return jit with { Blob = Convert.ToBase64String(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(files)) };
    }
}
