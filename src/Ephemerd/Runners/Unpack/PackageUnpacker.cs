using System.Formats.Tar;
using System.IO.Compression;

namespace Ephemerd.Runners.Unpack;

/// <summary>
/// Writes a verified <c>.tar.gz</c> into an empty directory. The tree belongs to the daemon's user and nobody else may write it, whatever owner
/// and mode the archive names; no set-user-id bit survives. Every file is on disk when it returns.
/// </summary>
internal static class PackageUnpacker
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The reason the archive is refused; null when the tree is whole. <see cref="IOException"/> when it cannot be written.</summary>
    public static async Task<string?> UnpackAsync(string archive, string root, CancellationToken stop)
    {
        Directory.CreateDirectory(root);
        SetMode(root, Readable | Executable);
        var rules = new EntryRules();
        await using var file = new FileStream(
            archive, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        try
        {
            while (await tar.GetNextEntryAsync(copyData: false, stop).ConfigureAwait(false) is { } entry)
            {
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
                {
                    continue;
                }

                var place = rules.Place(entry.Name, KindOf(entry.EntryType), entry.Length, entry.LinkName, out var refusal);
                if (place is null)
                {
                    return $"entry '{entry.Name}': {refusal}";
                }

                if (await WriteAsync(entry, root, place, stop).ConfigureAwait(false) is { } clash)
                {
                    return $"entry '{entry.Name}': {clash}";
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            return $"it is not a whole .tar.gz ({e.GetType().Name})";
        }

        return MissingPart(root);
    }

    private static EntryKind KindOf(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => EntryKind.File,
        TarEntryType.Directory => EntryKind.Directory,
        TarEntryType.SymbolicLink => EntryKind.SymbolicLink,
        TarEntryType.HardLink => EntryKind.HardLink,
        _ => EntryKind.Other,
    };

    /// <summary>A run binds these two; a package without them is no runner.</summary>
    private static string? MissingPart(string root) =>
        new[] { "bin", "externals" }.FirstOrDefault(d => !Directory.Exists(Path.Combine(root, d))) is { } missing
            ? $"it has no directory '{missing}'"
            : null;

    private static async Task<string?> WriteAsync(TarEntry entry, string root, string place, CancellationToken stop)
    {
        var path = Path.Combine(root, place);
        if (place.Length > 0 && Path.GetDirectoryName(path) is { } parent)
        {
            MakeDirectories(root, parent);
        }

        switch (KindOf(entry.EntryType))
        {
            case EntryKind.Directory:
                if (File.Exists(path))
                {
                    return "it was a file before";
                }

                MakeDirectories(root, path);
                return null;
            case EntryKind.SymbolicLink:
                return Exists(path) ? "it comes twice" : Link(path, entry.LinkName);
            case EntryKind.HardLink:
                return Exists(path) ? "it comes twice" : Copy(Path.Combine(root, entry.LinkName), path);
            default:
                return Exists(path) ? "it comes twice" : await WriteFileAsync(entry, path, stop).ConfigureAwait(false);
        }
    }

    private static async Task<string?> WriteFileAsync(TarEntry entry, string path, CancellationToken stop)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
            PreallocationSize = entry.Length,
        };
        await using var file = new FileStream(path, options);
        if (entry.DataStream is { } data)
        {
            await data.CopyToAsync(file, 1 << 17, stop).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        SetMode(path, ModeOf(entry.Mode));
        return null;
    }

    private static string? Link(string path, string target)
    {
        File.CreateSymbolicLink(path, target);
        return null;
    }

    // A second name for one file gains nothing here, and a copy has a mode of its own.
    private static string? Copy(string source, string path)
    {
        if (!File.Exists(source))
        {
            return "its link names a file that did not come before it";
        }

        File.Copy(source, path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Flush(flushToDisk: true);
        return null;
    }

    private static UnixFileMode ModeOf(UnixFileMode told) =>
        Readable | ((told & UnixFileMode.UserExecute) == 0 ? UnixFileMode.None : Executable);

    private static void MakeDirectories(string root, string path)
    {
        if (path.Length <= root.Length || Directory.Exists(path))
        {
            return;
        }

        MakeDirectories(root, Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        SetMode(path, Readable | Executable);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
