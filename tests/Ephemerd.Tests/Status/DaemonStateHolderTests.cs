using Ephemerd.Status;
using NUnit.Framework;

namespace Ephemerd.Tests.Status;

internal sealed class DaemonStateHolderTests
{
    private readonly DaemonStateHolder _holder = new(new DaemonState("1", Guid.Empty, DateTimeOffset.UnixEpoch));

    [Test]
    public void A_change_may_wait_for_one_who_reads_the_state()
    {
        _holder.Change(s =>
        {
            Assert.That(Task.Run(() => _holder.Current).Wait(TimeSpan.FromSeconds(10)), Is.True);
            return s with { Ready = true };
        });
        Assert.That(_holder.Current.Ready, Is.True);
    }

    [Test]
    public void No_change_is_lost_whoever_else_changes()
    {
        Parallel.For(0, 1_000, _ => _holder.Change(s => s with { MaxConcurrent = s.MaxConcurrent + 1 }));
        Assert.That(_holder.Current.MaxConcurrent, Is.EqualTo(1_000));
    }
}
