using Ephemerd.Cli.Offers;
using Ephemerd.Hosting.Verbs.Doctor;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Status;
using Ephemerd.Status.Control;
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
        SweepRow dead = new("sandbox", "eph-box-abcdef-01kjmp1a5ah1ts6", "remove", "no process", null);
        Assert.That(Left([]).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Assert.That(Left([dead with { Family = "mount" }, dead]).Fact, Does.StartWith("2 things of ended runs are here, the first: mount"));
        Assert.That(Left([dead]).Fix, Does.Contain("ephemerd sweep"));
        Assert.That(Left([dead with { Action = "hold" }]).Fact, Does.Contain("go on"));
        Assert.That(Left([dead with { Family = "order", Action = "settle" }]).Fix, Does.Contain("start the daemon"));
        Assert.That(LeftoverProbe.Judge(new SweepReport(true, [], [new SweepGap("mount", "denied")])).Fact, Does.Contain("mount: denied"));

        static Finding Left(IReadOnlyList<SweepRow> rows) => LeftoverProbe.Judge(new SweepReport(true, rows, []));
    }

    [Test]
    public void A_backend_that_works_with_less_is_a_warning_and_all_that_is_wrong_with_one_is_told()
    {
        SandboxProbe plain = new([], ["pretended"]);
        Assert.That(Tried(plain), Is.EqualTo(new Finding(FindingVerdict.Ok, "native: namespaces, pretended")));

        var less = Tried(new([], ["pretended", "ISOLATION DOWNGRADED to None"]) { Shortfalls = ["ISOLATION DOWNGRADED to None"] });
        Assert.That(less.Verdict, Is.EqualTo(FindingVerdict.Warn));
        Assert.That(less.Fact, Does.Contain("ISOLATION DOWNGRADED to None"));
        Assert.That(less.Fix, Is.Not.Null);

        var broken = Tried(new([new("a", "one", "mend one"), new("b", "two", "mend two")], []));
        Assert.That(broken, Is.EqualTo(new Finding(FindingVerdict.Fail, "a: one; b: two", "mend one mend two")));

        static Finding Tried(SandboxProbe probe) => BackendProbe.Judge([("native", Isolation.Namespaces, probe)]);
    }

    [Test]
    public void A_daemon_that_cannot_be_asked_is_told_in_the_sockets_own_words()
    {
        ControlFault denied = new(ControlFaultKind.NotReachable, "it is not yours to use; run this as root");
        Assert.That(DaemonProbe.Judge(denied), Is.EqualTo(new Finding(FindingVerdict.NotRun, denied.Message)));
        Assert.That(DaemonProbe.Judge(new(ControlFaultKind.NotReachable, "no answer in 10 s", new OperationCanceledException())).Verdict, Is.EqualTo(FindingVerdict.Fail));
        Assert.That(DaemonProbe.Judge(new(ControlFaultKind.Refused, "of another version?")).Verdict, Is.EqualTo(FindingVerdict.Fail));
    }
}
