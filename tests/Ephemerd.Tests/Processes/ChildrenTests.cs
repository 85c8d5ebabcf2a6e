using Ephemerd.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

[Platform("Linux,MacOsX", Reason = "the commands are those of a POSIX shell")]
public sealed class ChildrenTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Test]
    [CancelAfter(30_000)]
    public async Task Ten_megabytes_on_both_pipes_do_not_block_the_child(CancellationToken stop)
    {
        var outcome = await Shell("head -c 10000000 /dev/zero; head -c 10000000 /dev/zero >&2; exit 3", stop);
        Assert.That(outcome.ExitCode, Is.EqualTo(3));
        Assert.That(outcome.Output, Has.Length.EqualTo(1 << 20));
        Assert.That(outcome.Error, Has.Length.EqualTo(1 << 20));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_child_inherits_neither_our_variables_nor_our_directory(CancellationToken stop)
    {
        Environment.SetEnvironmentVariable("EPHEMERD_TEST_SECRET", "leak");
        var outcome = await Shell("pwd; env", stop);
        Assert.That(outcome.Output, Does.StartWith("/\n").And.Contain("PATH=/usr/local/sbin").And.Not.Contain("leak"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_child_that_takes_too_long_is_killed_with_what_it_started(CancellationToken stop)
    {
        var mark = $"9{Environment.ProcessId}";
        var outcome = await Children.RunAsync(
            ChildCommand.Tool("/bin/sh", "-c", $"echo begun; sleep {mark} & sleep {mark}"), TimeSpan.FromMilliseconds(500), TimeProvider.System, stop);
        Assert.That(outcome.TimedOut, Is.True);
        Assert.That(outcome.Output, Is.EqualTo("begun\n"));
        Assert.That((await Shell($"ps -eo stat,args | grep '[s]leep {mark}' | grep -v ^Z", stop)).Output, Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public void Cancelling_kills_the_child_and_throws(CancellationToken stop)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Children.RunAsync(ChildCommand.Tool("/bin/sleep", "60"), Long, TimeProvider.System, mine.Token);
        mine.Cancel();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_orphan_that_holds_the_pipes_does_not_hold_the_answer(CancellationToken stop)
    {
        var outcome = await Shell("sleep 20 & echo done", stop);
        Assert.That(outcome.Output, Is.EqualTo("done\n"));
        Assert.That(outcome.TimedOut, Is.False);
    }

    [Test]
    public void A_program_that_is_not_there_is_named()
    {
        Assert.That(
            async () => await Children.RunAsync(ChildCommand.Tool("/no/such"), Long, TimeProvider.System, CancellationToken.None),
            Throws.InstanceOf<IOException>().With.Message.Contains("/no/such"));
    }

    private static Task<ChildOutcome> Shell(string script, CancellationToken stop) =>
        Children.RunAsync(ChildCommand.Tool("/bin/sh", "-c", script), Long, TimeProvider.System, stop);
}
