using System.Globalization;
using Ephemerd.Model;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>Makes a run's control groups and says, limit by limit, what was asked for and what really holds.</summary>
internal sealed class RunLimits(CgroupPlan plan)
{
    private const int CpuPeriod = 100_000;

    /// <summary>Not there when the kernel does not account swap; the memory limit holds all the same.</summary>
    private const string SwapFile = "memory.swap.max";

    /// <summary>Reads what this machine has; without root nothing can be written, so nothing is planned.</summary>
    public static CgroupPlan PlanHere()
    {
        if (!OperatingSystem.IsLinux() || !Caller.IsRoot)
        {
            return CgroupPlan.Nothing;
        }

        var mounts = File.ReadAllText("/proc/mounts");
        var bare = CgroupRules.Plan(mounts, "");
        var controllers = bare.Unified is null ? "" : ProcessTable.Read(Path.Combine(bare.Unified, "cgroup.controllers")) ?? "";
        return CgroupRules.Plan(mounts, controllers);
    }

    /// <summary>A limit that cannot be set is an entry that says so, not a fault: the operator decides by reading it.</summary>
    public (RunGroups Groups, IReadOnlyList<AppliedLimit> Applied) Make(SandboxName name, RunnerLimits limits)
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        AppliedLimit[] applied =
        [
            Set("memory", plan.Memory, Text(limits.Memory), MemoryFiles(limits.Memory)),
            Set("cpus", plan.Cpu, limits.Cpus?.ToString(CultureInfo.InvariantCulture), CpuFiles(limits.Cpus)),
            Set("processes", plan.Processes, Text(limits.Processes), limits.Processes is { } p ? [("pids.max", Text(p)!)] : []),
        ];
        if (plan.Unified is { } unified)
        {
            _ = Group(unified, 2);
        }

        var memory = plan.Memory is { } hierarchy && made.TryGetValue(hierarchy.Mount, out var group) ? group : null;
        return (new RunGroups([.. made.Values], memory, plan.Memory?.Version ?? 0), applied);

        AppliedLimit Set(string limit, CgroupHierarchy? hierarchy, string? requested, IReadOnlyList<(string File, string Text)> files)
        {
            if (hierarchy is null)
            {
                return new AppliedLimit(limit, requested, null, requested is null ? "unlimited" : "no writable control group");
            }

            // Also without a limit the run joins the group: that counts, and kills.
            var fault = Group(hierarchy.Mount, hierarchy.Version) is { } directory
                ? files.Select(f => (f.File, Fault: GroupFiles.TryWrite(Path.Combine(directory, f.File), f.Text)))
                    .FirstOrDefault(f => f.Fault is not null && f.File != SwapFile).Fault
                : "the group could not be made";
            return fault is null
                ? new AppliedLimit(limit, requested, requested, requested is null ? "unlimited" : hierarchy.By)
                : new AppliedLimit(limit, requested, null, $"{hierarchy.By} refused: {fault}");
        }

        string? Group(string mount, int version)
        {
            if (!made.TryGetValue(mount, out var directory) && TryMakeGroup(mount, version, name) is { } fresh)
            {
                made[mount] = directory = fresh;
            }

            return directory;
        }
    }

    private static string? TryMakeGroup(string mount, int version, SandboxName name)
    {
        try
        {
            var parent = Path.Combine(mount, CgroupRules.Parent);
            Directory.CreateDirectory(parent);
            if (version == 2)
            {
                // Controllers reach a group only when each parent passes them on; one that is not there is refused, the others still hold.
                foreach (var above in (string[])[mount, parent])
                {
                    foreach (var controller in (string[])["+memory", "+pids", "+cpu"])
                    {
                        _ = GroupFiles.TryWrite(Path.Combine(above, "cgroup.subtree_control"), controller);
                    }
                }
            }

            return Directory.CreateDirectory(Path.Combine(parent, name.ToString())).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IReadOnlyList<(string File, string Text)> MemoryFiles(long? bytes) => (bytes, plan.Memory?.Version) switch
    {
        (null, _) => [],
        (_, 2) => [("memory.max", Text(bytes)!), (SwapFile, "0")],
        _ => [("memory.limit_in_bytes", Text(bytes)!)],
    };

    private IReadOnlyList<(string File, string Text)> CpuFiles(double? cpus)
    {
        if (cpus is not { } count)
        {
            return [];
        }

        var quota = Text((long)Math.Max(1000, count * CpuPeriod))!;
        return plan.Cpu?.Version == 2
            ? [("cpu.max", $"{quota} {Text(CpuPeriod)}")]
            : [("cpu.cfs_period_us", Text(CpuPeriod)!), ("cpu.cfs_quota_us", quota)];
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
