namespace Ephemerd.PracticeRunner.Working.Logs;

/// <summary>Values that never appear in a log. Thread-safe.</summary>
internal sealed class Masks
{
    private readonly Lock _gate = new();
    private string[] _values = [];

    /// <summary>Each line of a value is masked on its own too, since logs are written line by line.</summary>
    public void Add(string value)
    {
        lock (_gate)
        {
            _values =
            [
                .. _values.Concat(value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    .Where(part => part != "***")
                    .Distinct(StringComparer.Ordinal)
                    .OrderByDescending(part => part.Length),
            ];
        }
    }

    public string Apply(string line)
    {
        foreach (var value in _values)
        {
            line = line.Replace(value, "***", StringComparison.Ordinal);
        }

        return line;
    }
}
