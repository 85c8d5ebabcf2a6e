using Ephemerd.Cli.Offers;
using Ephemerd.Hosting.Verbs.Doctor;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Doctor;

public sealed class MachineProbeTests
{
    private static readonly NamespaceFacts Open = new(BwrapFound: true, "127000", "1", "0", "0");

    [Test]
    public void A_kernel_without_a_switch_against_namespaces_is_fit() =>
        Assert.That(NamespaceProbe.Judge(Open, privileged: false).Verdict, Is.EqualTo(FindingVerdict.Ok));

    [Test]
    public void What_blocks_namespaces_is_named_with_its_own_fix()
    {
        (NamespaceFacts Facts, string Fact, string Fix)[] cases =
        [
            (Open with { BwrapFound = false }, "bubblewrap is not installed", "apt-get install bubblewrap"),
            (Open with { MostUserNamespaces = "0" }, "user.max_user_namespaces is 0", "user.max_user_namespaces=15000"),
            (Open with { UnprivilegedClone = "0" }, "kernel.unprivileged_userns_clone is 0", "kernel.unprivileged_userns_clone=1"),
            (Open with { AppArmorRestricts = "1" }, "AppArmor restricts user namespaces", "AppArmor profile for bwrap"),
            (Open with { Seccomp = "2" }, "seccomp filter", "seccomp profile"),
        ];
        foreach (var (facts, fact, fix) in cases)
        {
            var found = NamespaceProbe.Judge(facts, privileged: false);
            Assert.That(found, Is.EqualTo(new Finding(FindingVerdict.Fail, found.Fact, found.Fix)));
            Assert.That(found.Fact, Does.Contain(fact));
            Assert.That(found.Fix, Does.Contain(fix));
        }
    }

    [Test]
    public void Root_is_not_bound_by_switches_for_other_users_and_is_by_the_others()
    {
        Assert.That(NamespaceProbe.Judge(Open with { AppArmorRestricts = "1", UnprivilegedClone = "0" }, privileged: true).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Assert.That(NamespaceProbe.Judge(Open with { AppArmorRestricts = "1", Seccomp = "2" }, privileged: true).Verdict, Is.EqualTo(FindingVerdict.Warn));
    }

    [Test]
    public void A_controller_that_no_hierarchy_has_is_named()
    {
        var plan = CgroupRules.Plan("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "cpu memory\n");
        Assert.That(CgroupProbe.Judge(plan, privileged: true).Fact, Does.Contain("pids"));

        var whole = CgroupRules.Plan("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "cpu memory pids\n");
        Assert.That(CgroupProbe.Judge(whole, privileged: true), Is.EqualTo(new Finding(FindingVerdict.Ok, "memory by cgroup v2, pids by cgroup v2, cpu by cgroup v2")));
        Assert.That(CgroupProbe.Judge(whole, privileged: false).Verdict, Is.EqualTo(FindingVerdict.Warn));
    }

    [Test]
    public void What_earlier_daemons_left_is_counted_and_what_lives_is_told_apart()
    {
        var dead = new SeenSandbox(SandboxName.Parse("eph-box-abcdef-01kjmp1a5ah1ts6"), Life.Dead, "no process");
        Assert.That(LeftoverProbe.Judge([]).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Assert.That(LeftoverProbe.Judge([dead]).Fix, Does.Contain("ephemerd sweep"));
        Assert.That(LeftoverProbe.Judge([dead with { Life = Life.Unknown }]).Fact, Does.Contain("go on"));
    }

    [Test]
    public void A_release_that_gets_old_is_said_before_GitHub_refuses_it()
    {
        var store = Directory.CreateTempSubdirectory("ephemerd-doctor-");
        try
        {
            var clock = new HandClock();
            Assert.That(RunnerProbe.Ask(store.FullName, null, clock).Fix, Is.EqualTo("ephemerd runner pull"));

            var package = store.CreateSubdirectory("2.336.0-linux-x64");
            File.WriteAllText(Path.Combine(package.FullName, ".installed.json"), "{}");
            package.LastWriteTimeUtc = clock.GetUtcNow().UtcDateTime.AddDays(-3);
            Assert.That(RunnerProbe.Ask(store.FullName, null, clock).Verdict, Is.EqualTo(FindingVerdict.Ok));
            Assert.That(RunnerProbe.Ask(store.FullName, "2.337.0", clock).Fact, Does.Contain("2.337.0 is not unpacked"));

            package.LastWriteTimeUtc = clock.GetUtcNow().UtcDateTime.AddDays(-40);
            Assert.That(RunnerProbe.Ask(store.FullName, null, clock).Verdict, Is.EqualTo(FindingVerdict.Warn));
            Assert.That(RunnerProbe.Ask(store.FullName, "2.336.0", clock).Fix, Does.Contain("pin a newer"));
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }
}
