using System.Globalization;
using System.Text;

namespace Ephemerd.Runs;

/// <summary>
/// Follows what a runner says, by byte offset, and notes the two lines that tell its state (observed on runner v2.336.0): <c>Listening for
/// Jobs</c>, printed once its session exists, and <c>Running job: NAME</c>. "Connected to GitHub" is printed before any network call and says nothing.
/// </summary>
/// <param name="offset">Where an earlier daemon stopped; 0 for a new run.</param>
/// <param name="since">When the runner was started: no line of its can be older.</param>
internal sealed class RunnerLogReader(string path, long offset, DateTimeOffset since)
{
    // A runner says little; a job's own output goes to GitHub. The bound only keeps a flood from being read in one go.
    private const int MostPerLook = 256 * 1024;
    private const string Stamp = "yyyy-MM-dd HH:mm:ss'Z: '";

    private readonly StringBuilder _line = new();
    private long _read = offset;
    private bool _live;

    /// <summary>Behind the last whole line: where the next daemon goes on.</summary>
    public long Offset { get; private set; } = offset;

    /// <param name="late">Whether the runner is gone already, so that its lines were said when they say so themselves.</param>
    public RunMarks Read(RunMarks marks, DateTimeOffset now, bool late = false)
    {
        _live &= !late;
        var there = new FileInfo(path);
        if (!there.Exists || there.Length == _read)
        {
            _live |= there.Exists;
            return marks;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(_read, file.Length);
        var buffer = new byte[Math.Min(MostPerLook, file.Length - file.Position)];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var begun = _read;
        _read = file.Position;
        if (buffer.AsSpan(0, read).LastIndexOf((byte)'\n') is >= 0 and var last)
        {
            Offset = begun + last + 1;
        }

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

        _live |= _read == file.Length;
        return marks;
    }

    private RunMarks Note(RunMarks marks, string line, DateTimeOffset now)
    {
        if (marks.ListeningAt is null && line.Contains("Listening for Jobs", StringComparison.Ordinal))
        {
            return marks with { ListeningAt = When(line, now) };
        }

        return marks.BusyAt is null && line.Contains("Running job: ", StringComparison.Ordinal) && When(line, now) is var at
            ? marks with { ListeningAt = marks.ListeningAt ?? at, BusyAt = at }
            : marks;
    }

    /// <summary>
    /// A line met while it is written was said now. One that is met later was said when its own stamp says, as far as that can be: the runner's
    /// clock may be another, and a job can write here too.
    /// </summary>
    private DateTimeOffset When(string line, DateTimeOffset now)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var stamp = line.Length >= 22 && DateTimeOffset.TryParseExact(line[..22], Stamp, CultureInfo.InvariantCulture, utc, out var said) ? said : (DateTimeOffset?)null;
        return _live || stamp is null ? now : stamp < since ? since : stamp > now ? now : stamp.Value;
    }
}
