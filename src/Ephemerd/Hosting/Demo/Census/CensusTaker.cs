using System.Globalization;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Hosting.Demo.Census;

/// <summary>
/// Looks at the machine from outside the daemon, by the kernel's own files and never by what the daemon remembers. What it names is gone
/// or it is a leak: so it counts what belongs to service users or to this demo's directory, and every mount, loop device, link, network
/// namespace, firewall table and control group there is.
/// </summary>
internal sealed class CensusTaker(string demoRoot, TimeProvider clock)
{
    private const string ServiceUser = "_ephemerd";
    private static readonly string[] PlacesOfFiles = ["/tmp", "/var/tmp", "/dev/shm", "/run"];
    private static readonly TimeSpan ToolLimit = TimeSpan.FromSeconds(10);

    public async Task<MachineCensus> TakeAsync(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new MachineCensus(new HashSet<string>(StringComparer.Ordinal));
        }

        var users = Users();
        var rules = await FirewallAsync(stop).ConfigureAwait(false);
        return new MachineCensus(
            Processes(users).Concat(Mounts()).Concat(LoopDevices()).Concat(Links()).Concat(Namespaces()).Concat(Groups()).Concat(Files(users)).Concat(rules)
                .ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Service users by number. Kept between runs on purpose, so they are no leak themselves.</summary>
    private static Dictionary<uint, string> Users() => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(parts => parts.Length > 2 && parts[0].StartsWith(ServiceUser, StringComparison.Ordinal))
        .ToDictionary(parts => uint.Parse(parts[2], CultureInfo.InvariantCulture), parts => parts[0]);

    private IEnumerable<string> Processes(Dictionary<uint, string> users) =>
        from seen in ProcessTable.All()
        let pid = seen.Pid
        where !seen.IsDead && pid != Environment.ProcessId
        let line = ProcessTable.CommandLine(pid) ?? ""
        let user = ProcessTable.UserOf(pid) is { } uid ? users.GetValueOrDefault(uid) : null
        where user is not null || line.Contains(demoRoot, StringComparison.Ordinal)
        select $"process {pid} ({seen.Name}) of {user ?? "this demo"}: {(line.Length > 100 ? line[..100] : line)}";

    /// <summary>Mount points, from mountinfo (proc_pid_mountinfo(5): the fifth field).</summary>
    private static IEnumerable<string> Mounts() => File.ReadLines("/proc/self/mountinfo").Select(line => $"mount {line.Split(' ')[4]}");

    private static IEnumerable<string> LoopDevices() => Entries("/sys/block")
        .Select(name => (Name: name, Backing: ProcessTable.Read($"/sys/block/{name}/loop/backing_file")))
        .Where(device => device.Backing is not null)
        .Select(device => $"loop device {device.Name} on {device.Backing!.Trim()}");

    private static IEnumerable<string> Links() => Entries("/sys/class/net").Select(name => $"network link {name}");

    private static IEnumerable<string> Namespaces() => Entries("/run/netns").Select(name => $"network namespace {name}");

    /// <summary>Ours carry a name of ours, in every hierarchy there is.</summary>
    private static IEnumerable<string> Groups() => Directory.Exists("/sys/fs/cgroup")
        ? Directory.EnumerateDirectories("/sys/fs/cgroup", "eph*", Deep).Select(path => $"control group {path}")
        : [];

    private IEnumerable<string> Files(Dictionary<uint, string> users)
    {
        foreach (var path in PlacesOfFiles.Append(demoRoot).Where(Directory.Exists).SelectMany(place => Directory.EnumerateFileSystemEntries(place, "*", Deep)))
        {
            if (Ephemerd.Processes.Linux.Files.OwnerOf(path) is { } uid && users.TryGetValue(uid, out var user))
            {
                yield return $"file {path} of {user}";
            }
        }
    }

    private async Task<IEnumerable<string>> FirewallAsync(CancellationToken stop)
    {
        if (!File.Exists("/usr/sbin/nft") || !Environment.IsPrivilegedProcess)
        {
            return [];
        }

        var tables = await Children.RunAsync(ChildCommand.Tool("/usr/sbin/nft", "list", "tables"), ToolLimit, clock, stop).ConfigureAwait(false);
        return tables.Succeeded ? tables.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"firewall {line}") : [];
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!) : [];

    /// <summary>What vanishes while it is looked at is no leak; links are not followed.</summary>
    private static EnumerationOptions Deep => new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 40,
    };
}
