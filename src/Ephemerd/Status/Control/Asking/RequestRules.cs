namespace Ephemerd.Status.Control;

/// <summary>What a request may carry: only what its route takes, each once, each as it should be, and no more of it than anyone needs.</summary>
internal static class RequestRules
{
    public const int LongestValue = 256;

    /// <summary>The longest name of a run has 64; the rest is room for who mistypes.</summary>
    public const int LongestKey = 128;

    /// <summary>The first thing wrong with it, in a sentence; null when nothing is.</summary>
    public static string? Fault(string? key, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> query, IReadOnlyList<ControlParameter> takes) =>
        KeyFault(key) ?? query.Select(said => Fault(said.Key, said.Value, takes)).FirstOrDefault(fault => fault is not null);

    private static string? KeyFault(string? key) => key switch
    {
        null => null,
        { Length: > LongestKey } => $"'{Start(key)}…' is longer than the {LongestKey} characters that name a run",
        _ when key.Any(char.IsControl) => "what names a run has no control characters",
        _ => null,
    };

    private static string? Fault(string name, IReadOnlyList<string> values, IReadOnlyList<ControlParameter> takes)
    {
        if (takes.FirstOrDefault(p => p.Name == name) is not { } parameter)
        {
            var allowed = takes.Count == 0 ? "it takes none" : $"it takes {string.Join(", ", takes.Select(p => p.Name))}";
            return $"this request takes no parameter '{Start(name)}'; {allowed}";
        }

        if (values is not [var value])
        {
            return $"'{name}' is given {values.Count} times; once is enough";
        }

        return value.Length > LongestValue
            ? $"the value of '{name}' is longer than {LongestValue} characters"
            : value.Any(char.IsControl) || !parameter.Fits(value) ? $"'{name}' takes {parameter.Wants}, not '{Start(value)}'" : null;
    }

    /// <summary>What somebody wrote, as far as it may stand in an answer.</summary>
    private static string Start(string text) => string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c));
}
