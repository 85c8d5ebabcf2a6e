using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Sandboxes.Bubblewrap.Limits;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether this kernel's control groups can bound a native job's memory, processes and processor time.</summary>
internal static class CgroupProbe
{
    private const string Fix = "mount that controller (systemd does on version 2; for version 1 see cgroup_enable= of the kernel's command line), or limit jobs by other means";

    public static Finding Ask(HostEnvironment host) => Judge(
        CgroupRules.Plan(File.ReadAllText("/proc/mounts"), ReadControllers()), host.Privileged);

    public static Finding Judge(CgroupPlan plan, bool privileged)
    {
        (string Name, CgroupHierarchy? Where)[] controllers = [("memory", plan.Memory), ("pids", plan.Processes), ("cpu", plan.Cpu)];
        var missing = controllers.Where(c => c.Where is null).Select(c => c.Name).ToList();
        if (missing.Count > 0)
        {
            return new Finding(FindingVerdict.Warn, $"no hierarchy has the controller {string.Join(", ", missing)}: that limit is recorded as not applied", Fix);
        }

        var by = string.Join(", ", controllers.Select(c => $"{c.Name} by {c.Where!.By}"));
        return privileged
            ? new Finding(FindingVerdict.Ok, by)
            : new Finding(FindingVerdict.Warn, $"{by}, where only root may make groups: limits of jobs are recorded as not applied", "run the daemon as root, with jobs under service users");
    }

    private static string ReadControllers()
    {
        var unified = CgroupRules.Plan(File.ReadAllText("/proc/mounts"), string.Empty).Unified;
        var file = unified is null ? null : Path.Combine(unified, "cgroup.controllers");
        return File.Exists(file) ? File.ReadAllText(file) : string.Empty;
    }
}
