using System.Text;

namespace Ephemerd.Runs;

/// <summary>
/// A run's <c>events.ndjson</c>: one line an event, appended and never changed. A daemon that died in the middle of a line leaves half of one,
/// which is not a line and is cut off before the next. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal static class RecordFile
{
    public const string Name = "events.ndjson";
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whole lines, in the order they were written; none where there is no file.</summary>
    public static IReadOnlyList<string> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        return File.Exists(path) ? Lines(File.ReadAllBytes(path)).Lines : [];
    }

    /// <summary>Writes those lines that are not there yet, behind those that are.</summary>
    public static void Append(string folder, IReadOnlyList<string> lines)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Closed);
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        using var file = new FileStream(Path.Combine(folder, Name), options);
        var held = new byte[file.Length];
        file.ReadExactly(held);
        var (there, whole) = Lines(held);
        file.SetLength(whole);
        file.Position = whole;
        var missing = lines.Except(there, StringComparer.Ordinal).ToList();
        file.Write(Encoding.UTF8.GetBytes(string.Concat(missing.Select(line => line + "\n"))));
    }

    private static (IReadOnlyList<string> Lines, int Whole) Lines(byte[] held)
    {
        var whole = Array.LastIndexOf(held, (byte)'\n') + 1;
        return (Encoding.UTF8.GetString(held, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries), whole);
    }
}
