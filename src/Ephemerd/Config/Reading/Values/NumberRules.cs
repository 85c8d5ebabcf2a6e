using System.Globalization;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Counts and fractions. Zero never means unlimited; "unlimited" does, where it is allowed.</summary>
internal static class NumberRules
{
    public const string Unlimited = "unlimited";

    /// <summary>A number below <paramref name="min"/> stands for "not written".</summary>
    public static Form<long> Whole(long min, long max) => new(
        value => value switch
        {
            TomlInteger number when number.Value >= min && number.Value <= max => Parsed.Good(number.Value),
            TomlInteger number => Parsed.Bad<long>($"{number.Value} is not a number from {min} to {max}", $"write a number from {min} to {max}"),
            TomlString { Value: var text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
                Parsed.Bad<long>($"\"{text}\" is a string", "write the number without quotes"),
            _ => Parsed.Bad<long>($"{value.Kind} is not a whole number", $"write a number from {min} to {max}"),
        },
        number => number < min ? null : number.ToString(CultureInfo.InvariantCulture));

    public static Form<int> Count(int min, int max)
    {
        var whole = Whole(min, max);
        return new(value => whole.Read(value).Then(number => Parsed.Good((int)number)), number => whole.Write(number));
    }

    public static Form<int?> CountOrUnlimited(int max) => OrUnlimited(Count(1, max));

    public static Form<double?> FractionOrUnlimited(double min, double max) => OrUnlimited(Fraction(min, max));

    public static Form<double> Fraction(double min, double max) => new(
        value =>
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
        },
        Text);

    public static Form<T?> OrUnlimited<T>(Form<T> form) where T : struct => new(
        value =>
        {
            if (value is TomlString { Value: Unlimited })
            {
                return Parsed.Good<T?>(null);
            }
            var parsed = form.Read(value);
            if (!parsed.Ok && value is TomlString { Value: var text } && Suggestion.For(text, [Unlimited]) is { } meant)
            {
                return Parsed.Bad<T?>(parsed.Faults[0].What, meant);
            }
            return parsed.Ok ? Parsed.Good<T?>(parsed.Value) : new(null, [.. parsed.Faults.Select(f => f with { Fix = $"{f.Fix}, or \"{Unlimited}\"" })]);
        },
        number => number is { } limit ? form.Write(limit) : TextRules.Quote(Unlimited));

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
