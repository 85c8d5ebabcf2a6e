using System.Collections.Frozen;

namespace Ephemerd.Model;

/// <summary>Runner labels. GitHub matches them without case and in any order; the first spelling met is the one shown.</summary>
internal sealed class LabelSet : IEquatable<LabelSet>
{
    private readonly FrozenSet<string> _labels;
    private readonly string _text;

    public LabelSet(IEnumerable<string> labels)
    {
        _labels = labels.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _text = string.Join(',', _labels.Order(StringComparer.OrdinalIgnoreCase));
    }

    public static LabelSet Empty { get; } = new([]);

    public int Count => _labels.Count;

    public IEnumerable<string> Labels => _labels.Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a runner with these labels may be handed a job that asks for <paramref name="job"/>: GitHub's rule is containment.</summary>
    public bool Covers(LabelSet job) => job._labels.IsSubsetOf(_labels);

    public bool Contains(string label) => _labels.Contains(label);

    public bool Equals(LabelSet? other) => other is not null && _labels.SetEquals(other._labels);

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text);

    public override string ToString() => _text;
}
