using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Model;

/// <summary>A repository as GitHub names it: <c>owner/name</c>. GitHub compares both parts without case, so equality does too.</summary>
internal sealed class RepoName : IEquatable<RepoName>, IComparable<RepoName>
{
    private readonly string _text;

    private RepoName(string text, int slash)
    {
        _text = text;
        Owner = text[..slash];
        Name = text[(slash + 1)..];
    }

    public string Owner { get; }

    public string Name { get; }

    public static RepoName Parse(string text) =>
        TryParse(text, out var repo) ? repo : throw new FormatException($"'{text}' is not owner/name.");

    /// <summary>Letters, digits, '-', '_' and '.', the characters GitHub allows; '.' and '..' are no names, since a name becomes a path.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RepoName? repo)
    {
        repo = null;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (text is null || slash < 0 || !IsPart(text.AsSpan(0, slash)) || !IsPart(text.AsSpan(slash + 1)))
        {
            return false;
        }

        repo = new RepoName(text, slash);
        return true;
    }

    public bool Equals(RepoName? other) => other is not null && _text.Equals(other._text, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as RepoName);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text);

    public int CompareTo(RepoName? other) => StringComparer.OrdinalIgnoreCase.Compare(_text, other?._text);

    public override string ToString() => _text;

    private static bool IsPart(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= 100
        && part is not "." and not ".."
        && !part.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
}
