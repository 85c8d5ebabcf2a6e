using Ephemerd.Model;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Facts;

/// <summary>Names the cause when a sandbox cannot be made, from what bwrap said and what the kernel is set to. bwrap alone says only what failed.</summary>
internal static class NamespaceRules
{
    private const string Where = "user namespaces";

    /// <summary>Every switch that is set against namespaces, the plainest first.</summary>
    public static IReadOnlyList<NamespaceBlock> Blocks(NamespaceFacts facts)
    {
        var blocks = new List<NamespaceBlock>();
        if (facts.MostUserNamespaces == "0")
        {
            blocks.Add(new("user.max_user_namespaces is 0", "Run: sysctl -w user.max_user_namespaces=15000, and keep it in /etc/sysctl.d.", BindsRoot: true, []));
        }

        if (facts.UnprivilegedClone == "0")
        {
            blocks.Add(new(
                "kernel.unprivileged_userns_clone is 0", "Run: sysctl -w kernel.unprivileged_userns_clone=1, and keep it in /etc/sysctl.d.", BindsRoot: false, []));
        }

        if (facts.AppArmorRestricts == "1")
        {
            blocks.Add(new(
                "AppArmor restricts user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
                "Add an AppArmor profile for bwrap that allows userns, or run: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.",
                BindsRoot: false, ["uid map", "RTM_NEWADDR", "Permission denied", "Operation not permitted"]));
        }

        if (facts.Seccomp == "2")
        {
            blocks.Add(new(
                "a seccomp filter, as of Docker's default profile, forbids namespaces",
                "Run the daemon outside that container, or give the container a seccomp profile that allows unshare, mount and pivot_root.",
                BindsRoot: true, ["Operation not permitted", "pivot_root", "No permissions to create"]));
        }

        return blocks;
    }

    public static Problem Explain(string said, NamespaceFacts facts)
    {
        var what = said.Trim();
        if (!facts.BwrapFound)
        {
            return new Problem("bwrap", "bubblewrap is not installed", "Install it: apt-get install bubblewrap, dnf install bubblewrap, or apk add bubblewrap.");
        }

        // The runtime names the file it could not write; where namespaces are used up nobody names one.
        if (Says("No space left on device : '"))
        {
            return new Problem("disk", $"a sandbox cannot be made: the disk is full. It was said: {what}", "Make room where the named file was to be written.");
        }

        if (Blocks(facts).FirstOrDefault(b => b.Says.Count == 0 || Says(b.Says)) is { } block)
        {
            return Problem(block.Cause, block.Fix);
        }

        return Says("No space left", "Resource temporarily unavailable")
            ? Problem("a limit on namespaces or processes of this user is reached", "Raise user.max_*_namespaces and the user's process limit.")
            : Problem("the cause is not known", "Run the daemon where bwrap works, or set the isolation mode to 'preferred' if you accept less.");

        bool Says(params IReadOnlyList<string> words) => words.Any(w => what.Contains(w, StringComparison.OrdinalIgnoreCase));

        Problem Problem(string cause, string fix) => new(Where, $"a sandbox cannot be made: {cause}. It was said: {what}", fix);
    }
}

/// <summary>A switch of this machine that is set against namespaces.</summary>
/// <param name="BindsRoot">Whether root is kept from them too.</param>
/// <param name="Says">What bwrap then says, any of these; empty where the switch alone is proof enough.</param>
internal sealed record NamespaceBlock(string Cause, string Fix, bool BindsRoot, IReadOnlyList<string> Says);

/// <summary>The kernel's switches, as their files say; null where there is no such switch.</summary>
/// <param name="Seccomp">The daemon's own mode: 2 is filtered.</param>
internal sealed record NamespaceFacts(bool BwrapFound, string? MostUserNamespaces, string? UnprivilegedClone, string? AppArmorRestricts, string? Seccomp)
{
    public static NamespaceFacts Read(string? bwrap) => new(
        bwrap is not null,
        Switch("/proc/sys/user/max_user_namespaces"),
        Switch("/proc/sys/kernel/unprivileged_userns_clone"),
        Switch("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
        ProcessTable.Read("/proc/self/status")?.Split('\n').FirstOrDefault(l => l.StartsWith("Seccomp:", StringComparison.Ordinal))?["Seccomp:".Length..].Trim());

    private static string? Switch(string path) => ProcessTable.Read(path)?.Trim();
}
