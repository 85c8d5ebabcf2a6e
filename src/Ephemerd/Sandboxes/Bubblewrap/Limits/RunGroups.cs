using System.Globalization;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>The control groups of one run: directories, found again by path after a restart.</summary>
/// <param name="Directories">Every group the run is in.</param>
/// <param name="Memory">The one among them that counts memory; null without.</param>
internal sealed record RunGroups(IReadOnlyList<string> Directories, string? Memory, int MemoryVersion)
{
    public static RunGroups None { get; } = new([], null, 0);

    public IReadOnlyList<string> JoinFiles => [.. Directories.Select(d => Path.Combine(d, "cgroup.procs"))];

    /// <summary>How often the kernel ended a process at this run's memory limit. Version 1 tells in <c>oom_control</c>; its <c>failcnt</c> stays 0.</summary>
    public int OomKills()
    {
        var file = Memory is null ? null : Path.Combine(Memory, MemoryVersion == 2 ? "memory.events" : "memory.oom_control");
        var line = file is null ? null : ProcessTable.Read(file)?.Split('\n').FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Everything in the groups, zombies included.</summary>
    public IReadOnlyList<int> Members() =>
    [
        .. Directories
            .SelectMany(d => (ProcessTable.Read(Path.Combine(d, "cgroup.procs")) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            .Distinct(),
    ];

    public void Kill()
    {
        foreach (var file in Directories.Select(d => Path.Combine(d, "cgroup.kill")).Where(File.Exists))
        {
            GroupFiles.TryWrite(file, "1");
        }

        foreach (var pid in Members())
        {
            if (ProcessIdentity.Of(pid) is { } member)
            {
                Signals.Send(member, Signal.Kill);
            }
        }
    }

    /// <summary>False while a group still holds something.</summary>
    public bool Remove()
    {
        foreach (var directory in Directories.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (IOException)
            {
                return false;
            }
        }

        return true;
    }
}
