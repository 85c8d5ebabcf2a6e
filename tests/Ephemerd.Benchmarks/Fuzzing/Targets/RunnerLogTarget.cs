using Ephemerd.Runs;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// A runner's log, into which its job can write too, read in two looks with the file cut anywhere: marks stand once they are made, in their order and
/// within the life of the run, and a later reader begins at the start of a line.
/// </summary>
internal sealed class RunnerLogTarget() : FuzzTarget("runner-log"), IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddMinutes(5);
    private readonly string _path = Path.GetTempFileName();

    public override int Turn => 100;

    public override IReadOnlyList<string> Words { get; } =
    [
        "2026-03-01 12:00:01Z: Listening for Jobs\n", "2026-03-01 12:00:09Z: Running job: build\n", "9999-12-31 23:59:59Z: ", "0001-01-01 00:00:00Z: ", "Listening for Jobs", "Running job: ",
        "\n", "\r", "\0", "√", "2026-02-30 25:61:61Z: ",
    ];

    public override string Read(byte[] input)
    {
        var half = input.Length / 2;
        File.WriteAllBytes(_path, input[..half]);
        var reader = new RunnerLogReader(_path, 0, Start);
        var first = reader.Read(RunMarks.None, Now);
        using (var file = new FileStream(_path, FileMode.Append))
        {
            file.Write(input.AsSpan(half));
        }

        var marks = reader.Read(first, Now);
        if ((first.ListeningAt ?? marks.ListeningAt) != marks.ListeningAt || (first.BusyAt ?? marks.BusyAt) != marks.BusyAt)
        {
            throw new FuzzFault("a mark that was made was changed");
        }

        if (marks is { BusyAt: not null, ListeningAt: null } || IsOutside(marks.ListeningAt) || IsOutside(marks.BusyAt))
        {
            throw new FuzzFault($"marks outside the run's life or their order: {marks}");
        }

        return reader.Offset >= 0 && reader.Offset <= input.Length && (reader.Offset == 0 || input[reader.Offset - 1] == (byte)'\n')
            ? $"listening: {marks.ListeningAt is not null}, busy: {marks.BusyAt is not null}, cut: {reader.Offset < input.Length}"
            : throw new FuzzFault($"the next reader would begin at {reader.Offset}, in the middle of a line");
    }

    public void Dispose() => File.Delete(_path);

    private static bool IsOutside(DateTimeOffset? at) => at < Start || at > Now;
}
