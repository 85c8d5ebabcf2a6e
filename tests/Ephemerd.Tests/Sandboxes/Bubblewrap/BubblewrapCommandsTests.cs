using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

internal sealed class BubblewrapCommandsTests
{
    private static readonly SandboxName Name = SandboxName.Parse("eph-host-abcdef-0123456789abcde");

    [Test]
    public void Mounts_go_from_broad_to_narrow_and_the_root_is_sealed_last()
    {
        const string slot = "/data/slots/eph-host-abcdef-0123456789abcde";
        Assert.That(string.Join(' ', Bwrap()), Is.EqualTo(
            "/usr/bin/bwrap --unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try"
            + " --hostname eph-host-abcdef-0123456789abcde --new-session --json-status-fd 3"
            + " --ro-bind /usr /usr --symlink usr/bin /bin --ro-bind /lib /lib --ro-bind /etc /etc --ro-bind /opt/tools /opt/tools"
            + " --ro-bind /run/resolv.conf /run/resolv.conf"
            + " --dir /var --dir /run --dir /opt --dir /srv --dir /mnt --dir /media --dir /root"
            + " --proc /proc --dev /dev --size 1048576 --tmpfs /dev/shm --remount-ro /dev"
            + $" --bind {slot}/tmp /tmp --bind {slot}/tmp /var/tmp --bind {slot}/home /home/runner --bind {slot}/runner /runner --bind {slot}/work /runner/_work"
            + " --ro-bind /data/package/bin /runner/bin --ro-bind /data/package/externals /runner/externals"
            + " --ro-bind /data/gates/eph-host-abcdef-0123456789abcde /gate"
            + " --tmpfs /etc/ephemerd --remount-ro /etc/ephemerd --ro-bind /dev/null /etc/token"
            + " --remount-ro / --chdir /runner --"));
    }

    [Test]
    public void Every_link_of_a_merged_usr_root_is_repeated() =>
        Assert.That(string.Join(' ', Bwrap()), Does.Contain("--symlink usr/bin /bin").And.Contain("--ro-bind /lib /lib"));

    [Test]
    public void Nothing_ties_the_sandbox_to_the_life_of_the_daemon() => Assert.That(Bwrap(), Has.None.EqualTo("--die-with-parent"));

    [Test]
    public void Nothing_secret_and_no_variable_is_on_the_command_line() =>
        Assert.That(All(Run()), Has.None.EqualTo("--setenv").And.None.EqualTo("--jitconfig").And.None.Contains("jitconfig"));

    [Test]
    public void User_namespaces_inside_can_be_forbidden()
    {
        Assert.That(All(Run()), Has.None.EqualTo("--disable-userns"));
        Assert.That(All(Run() with { Options = new BubblewrapOptions { AllowUserNamespaces = false } }), Has.One.EqualTo("--disable-userns"));
    }

    [Test]
    public void A_service_user_has_no_groups_and_gains_no_rights() => Assert.That(All(Run()).Take(6), Is.EqualTo(
        new[] { "/usr/bin/setpriv", "--reuid=990", "--regid=980", "--clear-groups", "--inh-caps=-all", "--no-new-privs" }));

    [Test]
    public void The_daemons_own_user_needs_no_step_down() =>
        Assert.That(All(Run() with { User = new ServiceUser(null, "me", 1000, 1000) })[0], Is.EqualTo("/usr/bin/bwrap"));

    [Test]
    public void Temporary_files_are_on_the_workspaces_mount()
    {
        var environment = BubblewrapCommands.Build(Run()).Environment;
        Assert.That(environment["TMPDIR"], Does.StartWith("/runner/_work/"));
    }

    [Test]
    public void The_runner_is_told_of_its_gate_whatever_else_an_operator_sets()
    {
        var run = Run() with { Options = new BubblewrapOptions { Environment = new Dictionary<string, string> { ["ACTIONS_RUNNER_HOOK_JOB_STARTED"] = "/mine.sh" } } };
        Assert.That(BubblewrapCommands.Build(run).Environment["ACTIONS_RUNNER_HOOK_JOB_STARTED"], Is.EqualTo("/gate/job-started.sh"));
    }

    [Test]
    public void Without_namespaces_every_path_is_the_slots_own_and_the_session_is_new()
    {
        var command = BubblewrapCommands.Build(Run() with { Isolation = Isolation.ServiceUser });
        Assert.That(command.Arguments, Does.Contain("/usr/bin/setsid").And.None.EqualTo("/usr/bin/bwrap"));
        Assert.That(command.Environment["HOME"], Is.EqualTo("/data/slots/eph-host-abcdef-0123456789abcde/home"));
    }

    [TestCase(false, "15000", null, null, "0", "", "not installed")]
    [TestCase(true, "0", null, null, "0", "No space left on device", "user.max_user_namespaces is 0")]
    [TestCase(true, "15000", "0", null, "0", "Operation not permitted", "kernel.unprivileged_userns_clone is 0")]
    [TestCase(true, "15000", null, "1", "0", "setting up uid map: Permission denied", "AppArmor")]
    [TestCase(true, "15000", null, "1", "0", "loopback: Failed RTM_NEWADDR: Operation not permitted", "AppArmor")]
    [TestCase(true, "15000", null, null, "2", "No permissions to create a new namespace", "seccomp")]
    [TestCase(true, "15000", null, null, "0", "Creating new namespace failed: Resource temporarily unavailable", "limit")]
    [TestCase(true, "15000", null, null, "0", "Creating new namespace failed: No space left on device", "limit")]
    [TestCase(true, "0", null, null, "0", "No space left on device : '/data/runs/eph-x/.slot.json.part'", "the disk is full")]
    [TestCase(true, "15000", null, null, "0", "something else", "not known")]
    public void The_cause_of_a_refusal_is_named(bool found, string? most, string? clone, string? armor, string? seccomp, string said, string cause) =>
        Assert.That(NamespaceRules.Explain(said, new NamespaceFacts(found, most, clone, armor, seccomp)).What, Does.Contain(cause));

    private static IReadOnlyList<string> Bwrap()
    {
        var all = All(Run());
        return [.. all.SkipWhile(a => a != "/usr/bin/bwrap").TakeWhile(a => a != "--"), "--"];
    }

    private static IReadOnlyList<string> All(BubblewrapRun run) => BubblewrapCommands.Build(run) is var c ? [c.File, .. c.Arguments] : [];

    private static BubblewrapRun Run() => new(
        new SlotPlaces("/data", Name), new ServiceUser(0, "_ephemerd0", 990, 980), Isolation.NamespacesAndServiceUser, 1 << 20, "/data/package",
        new BubblewrapOptions { ReadOnlyRoots = ["/opt/tools"] },
        new HostFacts(
            "/usr/bin/bwrap", [new SystemEntry("/bin", "usr/bin"), new SystemEntry("/lib", null)], "/run/resolv.conf",
            [new MaskedPath("/etc/ephemerd", true), new MaskedPath("/etc/token", false)]));
}
