using System.Globalization;
using System.Text.RegularExpressions;
using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>The words that lists are narrowed by, the same on both ends of the socket.</summary>
internal static partial class ListWords
{
    /// <summary>Every outcome as it is written everywhere outside.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = [.. Enum.GetValues<Outcome>().Select(ViewRules.Word)];

    public static Outcome OutcomeOf(string word) => Enum.GetValues<Outcome>().First(outcome => ViewRules.Word(outcome) == word);

    public static IReadOnlyList<string> Split(string text) => text.Split(',');

    /// <summary>A date, a time and an offset (RFC 3339): without the last of them it would mean another moment on every machine.</summary>
    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        return Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Rfc3339();
}
