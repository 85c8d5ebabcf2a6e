using Ephemerd.Runs;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// A runner's output, into which its job can write: what is heard has its time within the run's life, and a daemon that goes on where another
/// stopped, at any byte, hears the same as one that read it all.
/// </summary>
internal sealed class RunnerLogTarget() : FuzzTarget("runner-log"), IDisposable
{
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Since.AddHours(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ephemerd-fuzz-");

    public override int Turn => 100;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\n", "\r\n", "2026-03-01 12:10:00Z: ", "2026-03-01 11:00:00Z: ", "9999-12-31 23:59:59Z: ", "0001-01-01 00:00:00Z: ", "2026-02-30 12:00:00Z: ", "Listening for Jobs",
        "Running job: ", "build", "Connected to GitHub", "√", "é", "\0", "\u001b[0m", " ",
    ];

    private string Log => Path.Combine(_folder.FullName, "runner.log");

    public override string Read(byte[] input)
    {
        File.WriteAllBytes(Log, input);
        var all = Heard(RunMarks.None, 0, out var end);
        foreach (var at in (DateTimeOffset?[])[all.ListeningAt, all.BusyAt])
        {
            if (at < Since || at > Now)
            {
                throw new FuzzFault("something was said outside of the run's life");
            }
        }

        if (all is { BusyAt: not null, ListeningAt: null } || end < 0 || end > input.Length || (end > 0 && input[end - 1] != '\n'))
        {
            throw new FuzzFault("a job before the runner listened, or a place that is no line's end");
        }

        File.WriteAllBytes(Log, input[..(input.Length / 2)]);
        var first = Heard(RunMarks.None, 0, out var left);
        File.WriteAllBytes(Log, input);
        if (Heard(first, left, out var again) != all || again != end)
        {
            throw new FuzzFault("two daemons hear otherwise than one");
        }

        return $"listening {Kind(all.ListeningAt)}, busy {Kind(all.BusyAt)}, lines {Math.Min(input.Count(b => b == '\n'), 3)}, cut {end < input.Length}";
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunMarks Heard(RunMarks before, long from, out long end)
    {
        var reader = new RunnerLogReader(Log, from, Since);
        var marks = reader.Read(before, Now);
        end = reader.Offset;
        return marks;
    }

    private static string Kind(DateTimeOffset? at) => at is null ? "no" : at == Since ? "at its start" : at == Now ? "now" : "by its stamp";
}
