using System.Globalization;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Counts and fractions. Zero never means unlimited; "unlimited" does, where it is allowed.</summary>
internal static class NumberRules
{
    public const string Unlimited = "unlimited";

    public static Func<TomlValue, Parsed<long>> Whole(long min, long max) => value => value switch
    {
        TomlInteger number when number.Value >= min && number.Value <= max => Parsed.Good(number.Value),
        TomlInteger number => Parsed.Bad<long>($"{number.Value} is not a number from {min} to {max}", $"write a number from {min} to {max}"),
        TomlString { Value: var text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            Parsed.Bad<long>($"\"{text}\" is a string", "write the number without quotes"),
        _ => Parsed.Bad<long>($"{value.Kind} is not a whole number", $"write a number from {min} to {max}"),
    };

    public static Func<TomlValue, Parsed<int>> Count(int min, int max) => value =>
    {
        var whole = Whole(min, max)(value);
        return whole.Ok ? Parsed.Good((int)whole.Value) : Parsed.Bad<int>(whole.What, whole.Fix);
    };

    public static Func<TomlValue, Parsed<int?>> CountOrUnlimited(int max) => OrUnlimited(Count(1, max));

    public static Func<TomlValue, Parsed<double?>> FractionOrUnlimited(double min, double max) => OrUnlimited(Fraction(min, max));

    public static Func<TomlValue, Parsed<double>> Fraction(double min, double max) => value =>
    {
        var number = value switch
        {
            TomlInteger i => i.Value,
            TomlFloat f => f.Value,
            _ => double.NaN,
        };
        return number >= min && number <= max
            ? Parsed.Good(number)
            : Parsed.Bad<double>(
                value is TomlInteger or TomlFloat ? $"{Text(number)} is not a number from {Text(min)} to {Text(max)}" : $"{value.Kind} is not a number",
                $"write a number from {Text(min)} to {Text(max)}");
    };

    public static Func<TomlValue, Parsed<T?>> OrUnlimited<T>(Func<TomlValue, Parsed<T>> rule) where T : struct => value =>
    {
        if (value is TomlString { Value: Unlimited })
        {
            return Parsed.Good<T?>(null);
        }
        var parsed = rule(value);
        return parsed.Ok ? Parsed.Good<T?>(parsed.Value) : Parsed.Bad<T?>(parsed.What, $"{parsed.Fix}, or \"{Unlimited}\"");
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
