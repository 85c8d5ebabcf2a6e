using System.Diagnostics;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

/// <summary>What is told of a process where the kernel does not answer.</summary>
[Platform("Linux", Reason = "reads /proc")]
[CancelAfter(30_000)]
internal sealed class ProcessLooksTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_process_that_cannot_be_looked_at_is_not_gone(CancellationToken stop)
    {
        using var child = Process.Start("/bin/sleep", "60");
        var identity = ProcessIdentity.Of(child.Id)!;
        Task gone;
        using (await FailingLook.AtAsync(stop, identity))
        {
            Assert.That(() => identity.IsAlive, Throws.InstanceOf<IOException>());
            Assert.That(() => ProcessIdentity.Of(child.Id), Throws.InstanceOf<IOException>());
            Assert.That(() => ProcessTable.Tree(child.Id), Throws.InstanceOf<IOException>());
            Assert.That(Signals.Send(identity, Signal.Kill), Is.False, "nobody knows whether it is that one");
            gone = ProcessExits.WhenGoneAsync(identity, TimeProvider.System, stop);
            Assert.That(async () => await gone.WaitAsync(Moment, stop), Throws.TypeOf<TimeoutException>());
        }

        Assert.That(identity.IsAlive, Is.True);
        Assert.That(Signals.Send(identity, Signal.Kill), Is.True);
        await gone;
    }

    [Test]
    public void A_process_that_ends_while_it_is_read_is_gone()
    {
        using var child = Process.Start("/bin/sleep", "60");
        using var stat = new StreamReader($"/proc/{child.Id}/stat");
        child.Kill();
        child.WaitForExit();
        Assert.That(() => stat.ReadToEnd(), Throws.InstanceOf<IOException>().And.Matches<IOException>(e => e.HResult == 3));
        Assert.That((ProcessTable.Look(child.Id), ProcessTable.UserOf(child.Id), ProcessIdentity.Of(child.Id)), Is.EqualTo(((SeenProcess?)null, (uint?)null, (ProcessIdentity?)null)));
    }

    [Test]
    public async Task A_user_whose_process_has_ended_and_was_not_reaped_yet_runs_nothing(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs root, to start a process as another user");
        }

        const uint nobodys = 64_321;
        using var careless = Process.Start("/bin/bash", ["-c", $"setpriv --reuid={nobodys} --clear-groups true & exec sleep 60"]);
        try
        {
            while (!ProcessTable.Pids().Any(p => ProcessTable.UserOf(p) == nobodys && ProcessTable.Look(p) is { State: 'Z' }))
            {
                await Task.Delay(20, stop);
            }

            Assert.That(ProcessTable.Users(), Does.Not.Contain(nobodys));
            using var living = Process.Start("/usr/bin/setpriv", [$"--reuid={nobodys}", "--clear-groups", "sleep", "60"]);
            while (!ProcessTable.Users().Contains(nobodys))
            {
                await Task.Delay(20, stop);
            }

            living.Kill();
        }
        finally
        {
            careless.Kill();
        }
    }
}
