using System.Globalization;
using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.Sandboxes.Bubblewrap.Slots;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>
/// Turns one run into the command the keeper starts: give up root's rights → (sandbox) → the runner. Nothing secret may pass through here, since
/// every word of it can be read in <c>/proc</c>. Pure.
/// </summary>
internal static class BubblewrapCommands
{
    private const string Listener = "bin/Runner.Listener";
    private const long DefaultSharedMemory = 512L << 20;

    public static ChildCommand Build(BubblewrapRun run)
    {
        var inside = run.Isolation >= Isolation.Namespaces;
        var view = View(run.Places, run.Isolation);
        var command = Rights(run, inside ? Sandbox(run, view) : Marks.Dropped(Bare(view))).ToList();
        return new ChildCommand(command[0], command[1..], "/", JobEnvironment.Build(view, run.User, run.Options.Environment));
    }

    /// <summary>Where the job of a run finds its directories.</summary>
    public static JobView View(SlotPlaces places, Isolation isolation) =>
        isolation >= Isolation.Namespaces ? JobView.Inside : new JobView(places.Runner, places.Home, places.Work, places.GateFolder);

    private static IEnumerable<string> Rights(BubblewrapRun run, IEnumerable<string> command) => run.User.Index is null
        ? command
        :
        [
            "/usr/bin/setpriv", $"--reuid={Text(run.User.Uid)}", $"--regid={Text(run.User.Gid)}", "--clear-groups", "--inh-caps=-all", "--no-new-privs",
            .. command,
        ];

    /// <summary>Without namespaces: a session of its own, so that ending the group ends what did not hide.</summary>
    private static IEnumerable<string> Bare(JobView view) =>
        ["/usr/bin/setsid", "/usr/bin/env", $"--chdir={view.Runner}", .. Marks.Reached([$"{view.Runner}/{Listener}", "run"])];

    /// <summary>
    /// Mounts apply in argument order and a later one hides an earlier one, hence: broad read-only → special file systems → the slot, writable →
    /// what is read-only inside the slot → masks → the root itself made read-only.
    /// </summary>
    private static IEnumerable<string> Sandbox(BubblewrapRun run, JobView view) =>
    [
        run.Facts.Bwrap ?? "bwrap",
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
        .. (IEnumerable<string>)(run.Options.AllowUserNamespaces ? [] : ["--disable-userns"]),
        "--hostname", run.Places.Name.ToString(), "--new-session", "--json-status-fd", "3",
        .. System(run),
        "--proc", "/proc", "--dev", "/dev", "--size", Text(run.SharedMemory), "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
        "--bind", run.Places.Temporary, "/tmp", "--bind", run.Places.Temporary, "/var/tmp",
        "--bind", run.Places.Home, view.Home, "--bind", run.Places.Runner, view.Runner, "--bind", run.Places.Work, view.Work,
        "--ro-bind", $"{run.RunnerPackage}/bin", $"{view.Runner}/bin", "--ro-bind", $"{run.RunnerPackage}/externals", $"{view.Runner}/externals",
        "--ro-bind", run.Places.GateFolder, view.Gate,
        .. run.Facts.Masked.SelectMany(Mask),
        "--remount-ro", "/", "--chdir", view.Runner, "--",
        .. Marks.Reached([$"{view.Runner}/{Listener}", "run"]),
    ];

    private static IEnumerable<string> System(BubblewrapRun run) =>
    [
        "--ro-bind", "/usr", "/usr",
        .. run.Facts.SystemEntries.SelectMany(e => e.LinkTarget is { } target ? (string[])["--symlink", target, e.Path] : ["--ro-bind", e.Path, e.Path]),
        "--ro-bind", "/etc", "/etc",
        .. run.Options.ReadOnlyRoots.Order(StringComparer.Ordinal).SelectMany(root => (string[])["--ro-bind", root, root]),
        .. run.Facts.ResolvTarget is { } resolv ? (string[])["--ro-bind", resolv, resolv] : [],
        .. ((string[])["/var", "/run", "/opt", "/srv", "/mnt", "/media", "/root"]).SelectMany(d => (string[])["--dir", d]),
    ];

    private static IEnumerable<string> Mask(MaskedPath masked) =>
        masked.IsDirectory ? ["--tmpfs", masked.Path, "--remount-ro", masked.Path] : ["--ro-bind", "/dev/null", masked.Path];

    /// <summary>Half of the memory, as the kernel itself would choose of the machine's; its pages count against the memory limit.</summary>
    internal static long SharedMemory(long? memory) => memory is { } bytes ? Math.Max(bytes / 2, 1 << 20) : DefaultSharedMemory;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One run, as the argument builder needs it.</summary>
/// <param name="SharedMemory">Size of <c>/dev/shm</c>, bytes.</param>
internal sealed record BubblewrapRun(
    SlotPlaces Places, ServiceUser User, Isolation Isolation, long SharedMemory, string RunnerPackage, BubblewrapOptions Options, HostFacts Facts);
