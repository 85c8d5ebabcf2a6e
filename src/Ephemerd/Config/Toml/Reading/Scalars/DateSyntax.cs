using System.Globalization;
using System.Text.RegularExpressions;

namespace Ephemerd.Config.Toml.Reading.Scalars;

/// <summary>Dates and times after RFC 3339, from one whole word.</summary>
internal static partial class DateSyntax
{
    private const string DateForm = "(?<date>(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2}))";
    private const string TimeForm = @"(?<time>(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]+))?)";
    private const string OffsetForm = "(?<offset>[Zz]|(?<sign>[+-])(?<hours>[0-9]{2}):(?<minutes>[0-9]{2}))";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    public static bool LooksLikeDate(string word) => DateStart().IsMatch(word);

    public static bool LooksLikeTime(string word) => TimeStart().IsMatch(word);

    public static bool TryRead(Cursor cursor, string word, TomlPosition at, out TomlValue? value)
    {
        value = null;
        var match = Form().Match(word);
        if (!match.Success)
        {
            const string Forms = "2026-01-31, 07:32:00, 2026-01-31T07:32:00 or 2026-01-31T07:32:00Z";
            return cursor.Fail(at, $"{CharacterRules.Show(word)} is not a date or time; they are written {Forms}");
        }
        if (Date(match) is not { } date || Time(match) is not { } time || Offset(match) is not { } offset)
        {
            return cursor.Fail(at, $"{CharacterRules.Show(word)} does not exist in the calendar or on the clock");
        }
        value = Value(match, date, time, offset, at);
        return true;
    }

    private static TomlValue Value(Match match, TomlDate date, TomlTime time, int offset, TomlPosition at)
    {
        if (!match.Groups["date"].Success)
        {
            return new TomlLocalTime(time, at);
        }
        if (!match.Groups["time"].Success)
        {
            return new TomlLocalDate(date, at);
        }
        return match.Groups["offset"].Success ? new TomlOffsetDateTime(date, time, offset, at) : new TomlLocalDateTime(date, time, at);
    }

    private static TomlDate? Date(Match match)
    {
        if (!match.Groups["date"].Success)
        {
            return default(TomlDate);
        }
        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        // The Gregorian calendar repeats every 400 years; year 0000, a leap year, is legal here but not in DateTime.
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 400 : year, month)
            ? new TomlDate(year, month, day)
            : null;
    }

    private static TomlTime? Time(Match match)
    {
        if (!match.Groups["time"].Success)
        {
            return default(TomlTime);
        }
        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var fraction = match.Groups["fraction"].Value.PadRight(9, '0')[..9];
        // Second 60 is RFC 3339's leap second; which minutes really had one is not this reader's business.
        return hour <= 23 && minute <= 59 && second <= 60
            ? new TomlTime(hour, minute, second, int.Parse(fraction, CultureInfo.InvariantCulture))
            : null;
    }

    private static int? Offset(Match match)
    {
        if (!match.Groups["sign"].Success)
        {
            return 0;
        }
        var (hours, minutes) = (Number(match, "hours"), Number(match, "minutes"));
        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        return hours <= 23 && minutes <= 59 ? sign * ((hours * 60) + minutes) : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex($@"^(?:{DateForm}(?:[Tt ]{TimeForm}{OffsetForm}?)?|{TimeForm})\z", Options)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]", Options)]
    private static partial Regex DateStart();

    [GeneratedRegex(@"^[0-9]{1,2}:", Options)]
    private static partial Regex TimeStart();
}
