using System.Globalization;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli;

/// <summary>A moment as an operator writes it: so long ago (<c>90s</c>, <c>5m</c>, <c>2h</c>, <c>3d</c>), or an RFC 3339 time.</summary>
internal static class MomentRules
{
    public const string Wants = "a duration before now such as 90s, 5m, 2h or 3d, or an RFC 3339 time such as 2026-03-04T12:00:00Z";

    private const long MostSeconds = 100L * 366 * 24 * 3600;

    public static bool TryRead(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        if (ListWords.TryTime(text, out moment))
        {
            return true;
        }

        var scale = text is [.., var suffix] ? SecondsOf(suffix) : null;
        if (scale is null
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > MostSeconds / scale)
        {
            return false;
        }

        moment = now.AddSeconds(-number * scale.Value);
        return true;
    }

    private static long? SecondsOf(char suffix) => suffix switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 24 * 3600, _ => null };
}
