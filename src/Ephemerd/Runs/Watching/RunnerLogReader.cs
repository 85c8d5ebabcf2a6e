using System.Text;

namespace Ephemerd.Runs;

/// <summary>
/// Follows what a runner says, by byte offset, and notes the two lines that tell its state (observed on runner v2.336.0): <c>Listening for
/// Jobs</c>, printed once its session exists, and <c>Running job: NAME</c>. "Connected to GitHub" is printed before any network call and says nothing.
/// </summary>
internal sealed class RunnerLogReader(string path)
{
    // A runner says little; a job's own output goes to GitHub. The bound only keeps a flood from being read in one go.
    private const int MostPerLook = 256 * 1024;
    private readonly StringBuilder _line = new();
    private long _offset;

    public RunMarks Read(RunMarks marks, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            return marks;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(_offset, file.Length);
        var buffer = new byte[Math.Min(MostPerLook, file.Length - file.Position)];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        _offset = file.Position;
        foreach (var c in Encoding.UTF8.GetString(buffer, 0, read))
        {
            if (c != '\n')
            {
                _line.Append(_line.Length < 1024 ? c : "");
                continue;
            }

            marks = Note(marks, _line.ToString(), now);
            _line.Clear();
        }

        return marks;
    }

    private static RunMarks Note(RunMarks marks, string line, DateTimeOffset now)
    {
        if (marks.ListeningAt is null && line.Contains("Listening for Jobs", StringComparison.Ordinal))
        {
            return marks with { ListeningAt = now };
        }

        return marks.BusyAt is null && line.Contains("Running job: ", StringComparison.Ordinal)
            ? marks with { ListeningAt = marks.ListeningAt ?? now, BusyAt = now }
            : marks;
    }
}
