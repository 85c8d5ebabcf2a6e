namespace Ephemerd.Sandboxes.Bubblewrap.Facts;

/// <summary>What the argument builder must know of this machine's files, read once at the probe.</summary>
/// <param name="Bwrap">Where bwrap is; null when it is not installed.</param>
/// <param name="SystemEntries">The root's own <c>bin</c>, <c>sbin</c> and <c>lib*</c>: links on a merged-usr machine, directories elsewhere.</param>
/// <param name="ResolvTarget">What <c>/etc/resolv.conf</c> links to outside <c>/etc</c> and <c>/usr</c>, so that names resolve inside; else null.</param>
/// <param name="Masked">Hidden paths that exist below a readable root.</param>
internal sealed record HostFacts(
    string? Bwrap, IReadOnlyList<SystemEntry> SystemEntries, string? ResolvTarget, IReadOnlyList<MaskedPath> Masked)
{
    private static readonly string[] SearchPath = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin", "/usr/local/sbin"];
    private static readonly string[] RootNames = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    public static HostFacts Read(BubblewrapOptions options, string dataDirectory) => new(
        Find("bwrap"),
        [.. RootNames.Select(n => new DirectoryInfo("/" + n)).Where(d => d.Exists || d.LinkTarget is not null)
            .Select(d => new SystemEntry(d.FullName, d.LinkTarget))],
        ResolvLink(),
        [.. options.HiddenPaths.Append(dataDirectory).Where(p => IsReadable(p, options) && Path.Exists(p))
            .Select(p => new MaskedPath(p, Directory.Exists(p)))]);

    public static string? Find(string program) => SearchPath.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    private static bool IsReadable(string path, BubblewrapOptions options) =>
        options.ReadOnlyRoots.Concat(["/usr", "/etc"]).Any(root => IsBelow(path, root));

    private static bool IsBelow(string path, string root) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private static string? ResolvLink()
    {
        var file = new FileInfo("/etc/resolv.conf");
        var target = file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return target is not null && File.Exists(target) && !IsBelow(target, "/etc") && !IsBelow(target, "/usr") ? target : null;
    }
}

/// <param name="LinkTarget">As written in the link; null for a directory.</param>
internal sealed record SystemEntry(string Path, string? LinkTarget);

internal sealed record MaskedPath(string Path, bool IsDirectory);
