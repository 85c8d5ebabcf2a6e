using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading;

/// <summary>All problems of one reading of one file, handed over in the order of the text.</summary>
internal sealed class ProblemList(string file)
{
    private const int Longest = 500;

    private readonly List<Problem> _problems = [];

    /// <summary>What the text holds may stand in the words as it is: control characters of terminals and endless values do not get out.</summary>
    public void Add(string where, TomlPosition at, string what, string fix) =>
        _problems.Add(new(Printable(where), Printable(what), Printable(fix), at.Line, at.Column) { File = file });

    /// <summary>Every fault of one value.</summary>
    /// <param name="at">Where the value stands; its faults may know better.</param>
    public void Add(string where, TomlPosition at, IEnumerable<ValueFault> faults)
    {
        foreach (var fault in faults)
        {
            Add(where, fault.At ?? at, fault.What, fault.Fix);
        }
    }

    public IReadOnlyList<Problem> InOrder() => [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    private static string Printable(string words)
    {
        var visible = string.Concat(words.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return visible.Length <= Longest ? visible : visible[..Longest] + "…";
    }
}
