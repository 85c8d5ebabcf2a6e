using System.Globalization;

namespace Ephemerd.Processes.Linux;

/// <summary>
/// Reads <c>/proc</c>. A process that ends while it is read is simply not there. Whatever else keeps the kernel from answering (no handle or no memory
/// left, an input fault) is thrown as <see cref="IOException"/>: who asks must not take it for an end.
/// </summary>
internal static class ProcessTable
{
    private const int NoSuchProcess = 3;
    private const int NoSuchDevice = 19;

    /// <summary>Every process this caller may see, zombies included.</summary>
    public static IEnumerable<int> Pids()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                yield return pid;
            }
        }
    }

    /// <summary>Null when it is gone. One that is hidden from this caller is there and cannot be told.</summary>
    public static SeenProcess? Look(int pid)
    {
        try
        {
            return SeenProcess.Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException e) when (TellsGone(e))
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"process {pid} is hidden: {e.Message}", e);
        }
    }

    /// <summary>Every process that is not hidden from this caller, as one look shows them.</summary>
    public static IEnumerable<SeenProcess> All() =>
        from pid in Pids()
        let text = Read($"/proc/{pid}/stat")
        where text is not null
        let seen = SeenProcess.Parse(pid, text)
        where seen is not null
        select seen;

    /// <summary>The effective user; null when the process is gone.</summary>
    public static uint? UserOf(int pid) => Files.OwnerOf($"/proc/{pid}");

    /// <summary>The arguments it was started with, joined by spaces; empty for a zombie, null when gone or hidden.</summary>
    public static string? CommandLine(int pid) => Read($"/proc/{pid}/cmdline")?.Replace('\0', ' ').TrimEnd();

    /// <summary>Its pid in the innermost pid namespace it is in; null when gone.</summary>
    public static int? InnermostPid(int pid)
    {
        var line = Read($"/proc/{pid}/status")?.Split('\n').FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
        return line is null ? null : int.Parse(line.Split('\t', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>A process and everything below it, as one look shows them. Below a pid namespace's init is all of that namespace.</summary>
    public static IReadOnlyList<SeenProcess> Tree(int root)
    {
        var all = All().ToList();
        var children = all.ToLookup(p => p.Parent);
        var tree = all.Where(p => p.Pid == root).ToList();
        for (var next = 0; next < tree.Count; next++)
        {
            tree.AddRange(children[tree[next].Pid]);
        }

        return tree;
    }

    /// <summary>Living processes that belong to a user.</summary>
    public static IReadOnlyList<int> OfUser(uint uid) => [.. Pids().Where(pid => UserOf(pid) == uid && Look(pid) is { IsDead: false })];

    /// <summary>The users that living processes belong to: what has ended and was not reaped yet is nobody's work.</summary>
    public static IReadOnlySet<uint> Users() => Pids().Where(pid => Look(pid) is { IsDead: false }).Select(UserOf).OfType<uint>().ToHashSet();

    /// <summary>A file of the kernel's; null when what it is about is gone, or hidden.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException fault && TellsGone(fault)))
        {
            return null;
        }
    }

    /// <summary>Whether a read failed because its process, or its group or device, is no more: it may end between the opening and the reading.</summary>
    internal static bool TellsGone(IOException fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException || fault.HResult is NoSuchProcess or NoSuchDevice;
}

/// <summary>One line of <c>/proc/PID/stat</c>.</summary>
internal sealed record SeenProcess(int Pid, string Name, char State, int Parent, int Group, int Session, long Started)
{
    /// <summary>A zombie, or on its way out: it runs no code any more.</summary>
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>The name may hold spaces and brackets, so the fields are counted from the last bracket.</summary>
    public static SeenProcess? Parse(int pid, string stat)
    {
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        if (open < 0 || close < open)
        {
            return null;
        }

        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20
            ? null
            : new SeenProcess(pid, stat[(open + 1)..close], fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
