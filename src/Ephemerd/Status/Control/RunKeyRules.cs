using System.Globalization;

namespace Ephemerd.Status.Control;

/// <summary>Which run an operator means: by its whole name, by the id of the job it took, or by a beginning of its name or run id.</summary>
internal static class RunKeyRules
{
    private const int ShortestPrefix = 3;

    /// <summary>One run, none, or several among which the operator has to choose. An exact match beats any beginning.</summary>
    public static IReadOnlyList<KnownRun> Find(string key, IEnumerable<KnownRun> runs)
    {
        var all = runs.GroupBy(r => r.Name).Select(Whole).ToList();
        var exact = all.Where(r => IsExact(key, r)).ToList();
        return exact.Count > 0 ? exact : [.. all.Where(r => key.Length >= ShortestPrefix && Begins(key, r))];
    }

    /// <summary>The board is first and knows what is now; what it does not know yet (a run just taken up) may be remembered.</summary>
    private static KnownRun Whole(IEnumerable<KnownRun> same) => same.Aggregate((a, b) => a with { JobId = a.JobId ?? b.JobId, LogPath = a.LogPath ?? b.LogPath });

    private static bool IsExact(string key, KnownRun run) =>
        key == run.Name.ToString() || key == run.Name.Run.ToString() || key == run.JobId?.ToString(CultureInfo.InvariantCulture);

    private static bool Begins(string key, KnownRun run) =>
        run.Name.ToString().StartsWith(key, StringComparison.Ordinal) || run.Name.Run.ToString().StartsWith(key, StringComparison.Ordinal);
}
