using System.Text;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>
/// Writes a file so that a reader sees the old content or the new, never a part: a temporary name beside it, optionally flushed to the disk, then
/// renamed over. Thread-safe; of two writers the later rename wins. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>
/// and then leaves no temporary file.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Read and write for the owner alone: what a secret and, by default, everything else gets.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void WriteText(
        string path, string text, UnixFileMode mode = Private, FileOwner? owner = null, Durability durability = Durability.Disk) =>
        Write(path, Utf8.GetBytes(text), mode, owner, durability);

    /// <param name="mode">Set exactly, whatever the umask; without meaning on Windows.</param>
    /// <param name="owner">Who owns the result; needs root. Null keeps the caller.</param>
    public static void Write(
        string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private, FileOwner? owner = null, Durability durability = Durability.Disk)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new IOException($"'{path}' names no file.");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.part");
        try
        {
            WriteTemporary(temporary, content, mode, owner, durability);
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        if (durability == Durability.Disk && OperatingSystem.IsLinux())
        {
            Files.FlushFolder(folder);
        }
    }

    private static void WriteTemporary(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileOwner? owner, Durability durability)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        using var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            if (owner is { } who)
            {
                Files.Own(path, who);
            }

            File.SetUnixFileMode(file.SafeFileHandle, mode);
        }

        file.Write(content);
        file.Flush(flushToDisk: durability == Durability.Disk);
    }
}

/// <summary>Whether a written file must survive the machine, or only the process.</summary>
internal enum Durability
{
    /// <summary>On the disk, name included, before the call returns.</summary>
    Disk,

    /// <summary>In the kernel's cache: enough for what a reboot makes meaningless anyway.</summary>
    Cache,
}
