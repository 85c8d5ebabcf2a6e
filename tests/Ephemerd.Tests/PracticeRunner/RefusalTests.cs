using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>What ends a Listener before it has spoken to anyone.</summary>
public sealed class RefusalTests : RunnerTest
{
    [Test]
    [CancelAfter(30_000)]
    public async Task Without_a_configuration_it_exits_1(CancellationToken stop)
    {
        await using var runner = await RunnerProcess.StartAsync(null, new RunnerStart { JitBy = JitBy.Nothing });
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Output, Does.Contain("Not configured").And.Not.Contain("Connected"));
    }

    [TestCase("this is not base64!")]
    [TestCase("bm90IGpzb24=")]
    [CancelAfter(30_000)]
    public async Task A_blob_that_is_none_exits_1_and_leaves_no_files(string blob, CancellationToken stop)
    {
        await using var runner = await RunnerProcess.StartAsync(new JitRegistration(0, "x", blob), new RunnerStart { JitBy = JitBy.Argument });
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Files_from_a_blob_are_readable_by_all_under_the_usual_umask(CancellationToken stop)
    {
        await using var runner = await StartAsync(stop, new RunnerStart { JitBy = JitBy.Argument });
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        var mode = File.GetUnixFileMode(Path.Combine(runner.Root, ".credentials_rsaparams"));
        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_unknown_argument_is_named_and_passed_over(CancellationToken stop)
    {
        await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { Arguments = ["run", "--disableupdate"] });
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("Unrecognized command-line input arguments: 'disableupdate'"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task It_cannot_be_configured_by_hand(CancellationToken stop)
    {
        var start = new RunnerStart
        {
            JitBy = JitBy.Nothing, Program = "config.sh", Arguments = ["--url", "https://example.com"], Environment = new Dictionary<string, string> { ["RUNNER_ALLOW_RUNASROOT"] = "1" },
        };
        await using var runner = await RunnerProcess.StartAsync(null, start);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Output, Does.Contain("just in time only"));
    }
}
