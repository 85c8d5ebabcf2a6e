namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>Decides which control groups limit a run, from what is mounted.</summary>
internal static class CgroupRules
{
    /// <summary>The parent of all groups of ours, under each hierarchy.</summary>
    public const string Parent = "ephemerd";

    /// <summary>
    /// A controller is in one hierarchy only: version 2 where it has it, else version 1. On a hybrid machine version 2 is mounted without
    /// controllers and is still joined, because it alone can kill a group in one write.
    /// </summary>
    /// <param name="mounts">The text of <c>/proc/mounts</c>.</param>
    /// <param name="unifiedControllers">The text of the version 2 root's <c>cgroup.controllers</c>; empty without one.</param>
    public static CgroupPlan Plan(string mounts, string unifiedControllers)
    {
        var rows = mounts.Split('\n').Select(line => line.Split(' ')).Where(fields => fields.Length >= 4).ToList();
        var unified = rows.Find(fields => fields[2] == "cgroup2")?[1];
        var has = unifiedControllers.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new CgroupPlan(unified, Hierarchy("memory"), Hierarchy("pids"), Hierarchy("cpu"));

        CgroupHierarchy? Hierarchy(string controller)
        {
            if (unified is not null && has.Contains(controller, StringComparer.Ordinal))
            {
                return new CgroupHierarchy(unified, 2);
            }

            var row = rows.Find(f => f[2] == "cgroup" && f[3].Split(',').Contains(controller, StringComparer.Ordinal));
            return row is null ? null : new CgroupHierarchy(row[1], 1);
        }
    }
}

/// <param name="Unified">The version 2 mount, with or without controllers; null when there is none.</param>
internal sealed record CgroupPlan(string? Unified, CgroupHierarchy? Memory, CgroupHierarchy? Processes, CgroupHierarchy? Cpu)
{
    public static CgroupPlan Nothing { get; } = new(null, null, null, null);
}

/// <param name="Version">1 or 2.</param>
internal sealed record CgroupHierarchy(string Mount, int Version)
{
    public string By => Version == 2 ? "cgroup v2" : "cgroup v1";
}
