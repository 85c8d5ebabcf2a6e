using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ephemerd.TestBed.Census;

/// <summary>
/// What a run could leave on this machine, each as a line that names its kind and itself, read from the kernel's own files: nothing here asks
/// the daemon. Linux only; a user other than root sees less of it.
/// </summary>
public sealed partial record MachineCensus(IReadOnlySet<string> Things)
{
    private const string ServiceUser = "_ephemerd";
    private static readonly string[] Commons = ["/tmp", "/var/tmp", "/dev/shm"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A run's name holds the install id of its daemon: what carries another one is a neighbour's.</summary>
    private static readonly Regex RunName = new("eph-[a-z0-9-]{1,20}-([0-9a-z]{6})-[0-9a-z]{15}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <param name="home">The place of the daemon under test: mounts, loop devices and files under it are its own.</param>
    public static MachineCensus Take(string home)
    {
        var users = ServiceUsers();
        var install = Read(Path.Combine(home, "data", "install-id")).Trim();
        string[] found =
        [
            .. Processes(users, home),
            .. Mounts(home),
            .. LoopDevices(home),
            .. ControlGroups(install),
            .. Files(users, [.. Commons, home]),
        ];
        return new MachineCensus(found.Where(thing => RunName.Match(thing) is not { Success: true } name || name.Groups[1].Value == install).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What is there and was not before. What is on its way out gets a few seconds: only what stays has leaked.</summary>
    public async Task<IReadOnlyList<string>> LeftSinceAsync(string home, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        while (true)
        {
            IReadOnlyList<string> left = [.. Take(home).Things.Except(Things).Order(StringComparer.Ordinal)];
            if (left.Count == 0 || limit.IsCancellationRequested)
            {
                return left;
            }

            await Task.Delay(LookAgain, CancellationToken.None);
        }
    }

    private static Dictionary<uint, string> ServiceUsers() => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(parts => parts.Length > 2 && parts[0].StartsWith(ServiceUser, StringComparison.Ordinal))
        .ToDictionary(parts => uint.Parse(parts[2], CultureInfo.InvariantCulture), parts => parts[0]);

    /// <summary>Those of service users, and keepers and runners that name the home in their arguments. The daemon itself is not what a run leaves.</summary>
    private static IEnumerable<string> Processes(Dictionary<uint, string> users, string home) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        let status = Read($"{folder}/status").Split('\n')
        let uid = status.FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t')[1]
        where uid is not null && !status.Any(l => l.StartsWith("State:\tZ", StringComparison.Ordinal))
        let line = Read($"{folder}/cmdline").Replace('\0', ' ').Trim()
        let user = users.GetValueOrDefault(uint.Parse(uid, CultureInfo.InvariantCulture))
        where user is not null || (line.Contains(home, StringComparison.Ordinal) && !line.Contains("ephemerd.dll", StringComparison.Ordinal))
        let groups = RunName.Match(Read($"{folder}/cgroup")).Value
        select $"process {Path.GetFileName(folder)} of {user ?? uid} {groups}: {line}";

    private static IEnumerable<string> Mounts(string home) => File.ReadLines("/proc/self/mountinfo")
        .Select(line => line.Split(' ')[4]).Where(point => point.StartsWith(home, StringComparison.Ordinal)).Select(point => $"mount {point}");

    private static IEnumerable<string> LoopDevices(string home) => Directory.EnumerateDirectories("/sys/block", "loop*")
        .Select(device => (Name: Path.GetFileName(device), Backing: Read($"{device}/loop/backing_file").Trim()))
        .Where(device => device.Backing.StartsWith(home, StringComparison.Ordinal)).Select(device => $"loop device {device.Name} on {device.Backing}");

    /// <summary>Every run's groups carry the install id of its home, in whichever hierarchies this system has.</summary>
    private static IEnumerable<string> ControlGroups(string install) => install.Length == 0
        ? []
        : Directory.EnumerateDirectories("/sys/fs/cgroup", $"*-{install}-*", Deep).Select(group => $"control group {group}");

    private static IEnumerable<string> Files(Dictionary<uint, string> users, IEnumerable<string> places) =>
        from path in places.Distinct().Where(Directory.Exists).SelectMany(place => Directory.EnumerateFileSystemEntries(place, "*", Deep)).Distinct()
        let user = OwnerOf(path) is { } uid ? users.GetValueOrDefault(uid) : null
        where user is not null
        select $"file {path} of {user}";

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static EnumerationOptions Deep => new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>stx_uid of statx(2), which lies at byte 20 on every architecture; links are not followed.</summary>
    private static uint? OwnerOf(string path)
    {
        Span<byte> answer = stackalloc byte[256];
        const int here = -100;
        const int noFollow = 0x100;
        const uint wantUid = 0x8;
        return StatX(here, path, noFollow, wantUid, answer) == 0 ? BitConverter.ToUInt32(answer[20..24]) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Span<byte> answer);
}
