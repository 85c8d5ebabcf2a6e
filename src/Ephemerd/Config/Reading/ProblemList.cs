using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading;

/// <summary>All problems of one reading of one file, handed over in the order of the text.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<Problem> _problems = [];

    public void Add(string where, TomlPosition at, string what, string fix) =>
        _problems.Add(new(where, what, fix, at.Line, at.Column) { File = file });

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
}
