using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.Benchmarks.Running;

/// <summary>One call of a benchmark: what it was asked for, and what it found. Progress goes to standard error as it happens. Thread-safe.</summary>
internal sealed class BenchmarkRun(string name, int seed, bool small, TextWriter progress)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly JsonObject _figures = [];
    private readonly List<Check> _checks = [];

    public int Seed => seed;

    public bool Small => small;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    public IReadOnlyList<Check> Checks
    {
        get
        {
            lock (_gate)
            {
                return [.. _checks];
            }
        }
    }

    public bool Holds => Checks is { Count: > 0 } checks && checks.All(c => c.Holds);

    public void Say(string words)
    {
        lock (_gate)
        {
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,7:0.0} s  {words}"));
        }
    }

    /// <param name="name">snake_case, with its unit at the end where it has one.</param>
    public void Figure(string name, JsonNode? value)
    {
        lock (_gate)
        {
            _figures[name] = value;
        }
    }

    /// <param name="said">What was found, whether or not it holds.</param>
    public void Check(string name, bool holds, string said)
    {
        lock (_gate)
        {
            _checks.Add(new Check(name, holds, said));
        }
    }

    /// <summary>A check that nothing of a kind was found; of what was found the first few are named.</summary>
    public void CheckNone<T>(string name, IReadOnlyCollection<T> found)
    {
        const int shown = 10;
        Check(name, found.Count == 0, found.Count == 0 ? "none" : $"{found.Count}: {string.Join(" | ", found.Take(shown))}");
    }

    public string ToJson() => Whole().ToJsonString(Plain);

    public string ToTable()
    {
        var table = new StringBuilder();
        foreach (var (figure, value) in Whole().Where(pair => pair.Key != "checks"))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{figure,-34} {value?.ToJsonString(Plain) ?? "null"}");
        }

        foreach (var check in Checks)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{(check.Holds ? "holds" : "FAILS")}  {check.Name,-27} {check.Said}");
        }

        return table.ToString().TrimEnd();
    }

    private JsonObject Whole()
    {
        lock (_gate)
        {
            JsonObject whole = new()
            {
                ["benchmark"] = name,
                ["seed"] = seed,
                ["small"] = small,
                ["ok"] = _checks.Count > 0 && _checks.All(c => c.Holds),
                ["seconds"] = Math.Round(Elapsed.TotalSeconds, 1),
                ["processors"] = Environment.ProcessorCount,
            };
            foreach (var (figure, value) in _figures)
            {
                whole[figure] = value?.DeepClone();
            }

            whole["checks"] = new JsonArray([.. _checks.Select(c => new JsonObject { ["name"] = c.Name, ["holds"] = c.Holds, ["said"] = c.Said })]);
            return whole;
        }
    }
}

/// <summary>Something a benchmark holds the daemon to.</summary>
internal sealed record Check(string Name, bool Holds, string Said);
