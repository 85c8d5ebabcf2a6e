using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading;

/// <summary>All problems of one reading, handed over in the order of the text.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public void Add(string where, TomlPosition at, string what, string fix) => _problems.Add(new(where, what, fix, at.Line, at.Column));

    public IReadOnlyList<Problem> InOrder() => [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];
}
