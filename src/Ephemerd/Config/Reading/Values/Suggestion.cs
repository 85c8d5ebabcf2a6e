namespace Ephemerd.Config.Reading.Values;

/// <summary>"Did you mean": the nearest known name, if it is near enough to be a slip of the hand.</summary>
internal static class Suggestion
{
    public static string? For(string written, IEnumerable<string> known)
    {
        var nearest = known
            .Select(name => (Name: name, Distance: Distance(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(n => n.Distance <= Math.Max(1, n.Name.Length / 3))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is null ? null : $"did you mean \"{nearest.Name}\"?";
    }

    /// <summary>Edits between the two: insertions, deletions, substitutions and swaps of neighbours, each one.</summary>
    private static int Distance(string a, string b)
    {
        // Longer than any key, so never near; and the table below stays small whatever is written.
        if (Math.Abs(a.Length - b.Length) > 8)
        {
            return int.MaxValue;
        }
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cheapest(table, a, b, i, j);
            }
        }
        return table[a.Length, b.Length];
    }

    private static int Cheapest(int[,] table, string a, string b, int i, int j)
    {
        var same = a[i - 1] == b[j - 1] ? 0 : 1;
        var cost = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + same);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(cost, table[i - 2, j - 2] + 1) : cost;
    }
}
