using System.Diagnostics;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

[Platform("Linux", Reason = "reads /proc")]
public sealed class ProcessIdentityTests
{
    [Test]
    public void An_identity_survives_as_text_and_is_alive_while_its_process_is()
    {
        using var child = Process.Start("/bin/sleep", "60");
        var identity = ProcessIdentity.Of(child.Id)!;
        Assert.That(ProcessIdentity.Parse(identity.ToString()), Is.EqualTo(identity));
        Assert.That(identity.IsAlive, Is.True);
        Assert.That(Signals.Send(identity, Signal.Kill), Is.True);
        child.WaitForExit();
        Assert.That(identity.IsAlive, Is.False);
        Assert.That(Signals.Send(identity, Signal.Kill), Is.False);
    }

    [Test]
    public void Another_start_time_or_boot_is_another_process()
    {
        var me = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.That((me with { Started = me.Started - 1 }).IsAlive, Is.False);
        Assert.That((me with { Boot = "another" }).IsAlive, Is.False);
    }

    [TestCase("1 (a b) c) S 0 5 6 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 777 1 2", ExpectedResult = 777)]
    [TestCase("garbage", ExpectedResult = null)]
    [TestCase("1 (short) S 0", ExpectedResult = null)]
    public long? A_name_with_brackets_and_spaces_does_not_shift_the_fields(string stat) => SeenProcess.Parse(1, stat)?.Started;
}
