namespace Ephemerd.Runners.Unpack;

/// <summary>
/// Which entries of an archive may be written, and where. Remembers the links met, because a link inside the tree may carry a later entry, or a
/// later link, out of it. Pure but for that memory; one for one archive.
/// </summary>
internal sealed class EntryRules
{
    /// <summary>A real runner release has some 6,000 entries and 700 MB.</summary>
    public const int MostEntries = 200_000;

    public const long MostBytes = 8L * 1024 * 1024 * 1024;

    private readonly HashSet<string> _links = new(StringComparer.OrdinalIgnoreCase);
    private int _entries;
    private long _bytes;

    /// <summary>Where the entry goes, relative to the root; empty for the root itself. Null with the reason it may not.</summary>
    public string? Place(string name, EntryKind kind, long length, string linkName, out string? refusal)
    {
        refusal = Refusal(name, kind, length, linkName, out var parts);
        if (refusal is not null)
        {
            return null;
        }

        var place = string.Join('/', parts);
        if (kind is EntryKind.SymbolicLink)
        {
            _links.Add(place);
        }

        return place;
    }

    private string? Refusal(string name, EntryKind kind, long length, string linkName, out string[] parts)
    {
        parts = Parts(name);
        _bytes += length;
        if (++_entries > MostEntries || _bytes > MostBytes)
        {
            return $"it holds more than {MostEntries:N0} entries or {MostBytes / (1024 * 1024):N0} MiB";
        }

        if (IsStrange(name) || parts.Contains(".."))
        {
            return "its name leaves the package";
        }

        if (GoesThroughLink(parts))
        {
            return "it lies behind a link";
        }

        return kind switch
        {
            EntryKind.File => parts.Length == 0 ? "a file has no name" : null,
            EntryKind.Directory => null,
            EntryKind.SymbolicLink => parts.Length == 0 || !StaysInside(parts.Length - 1, linkName) ? "its link leaves the package" : null,
            EntryKind.HardLink => IsStrange(linkName) || Parts(linkName).Contains("..") || IsOrGoesThroughLink(Parts(linkName))
                ? "its link leaves the package" : null,
            EntryKind.Other => "it is neither file, directory nor link",
        };
    }

    // A target may climb first and then descend. Climbing passes only real directories, so it can be counted; a climb after a descent cannot,
    // since what was descended into may itself be a link.
    private static bool StaysInside(int depth, string target)
    {
        if (target.Length == 0 || IsStrange(target))
        {
            return false;
        }

        var steps = Parts(target);
        var climbs = steps.TakeWhile(s => s == "..").Count();
        return climbs <= depth && !steps.Skip(climbs).Contains("..");
    }

    private static bool IsStrange(string path) => path.StartsWith('/') || path.AsSpan().ContainsAny("\\:\0");

    private static string[] Parts(string path) => [.. path.Split('/').Where(p => p is not "" and not ".")];

    private bool GoesThroughLink(string[] parts) =>
        Enumerable.Range(1, Math.Max(0, parts.Length - 1)).Any(n => _links.Contains(string.Join('/', parts[..n])));

    private bool IsOrGoesThroughLink(string[] parts) => _links.Contains(string.Join('/', parts)) || GoesThroughLink(parts);
}

/// <summary>What an archive's entry wants to be.</summary>
internal enum EntryKind
{
    File,
    Directory,
    SymbolicLink,
    HardLink,
    Other,
}
