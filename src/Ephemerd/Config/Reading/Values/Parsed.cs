using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>What is wrong with a value and what to write instead.</summary>
/// <param name="At">Where inside the value; null for the value itself.</param>
internal sealed record ValueFault(string What, string Fix, TomlPosition? At = null);

/// <summary>What a value means, or everything that is wrong with it.</summary>
internal readonly record struct Parsed<T>(T Value, IReadOnlyList<ValueFault> Faults)
{
    public bool Ok => Faults.Count == 0;

    /// <summary>The same faults in a value of another type.</summary>
    public Parsed<TOther> As<TOther>() => new(default!, Faults);
}

internal static class Parsed
{
    public static Parsed<T> Good<T>(T value) => new(value, []);

    public static Parsed<T> Bad<T>(string what, string fix) => new(default!, [new(what, fix)]);

    /// <summary>The value through a further rule, if it has passed so far.</summary>
    public static Parsed<TOther> Then<T, TOther>(this Parsed<T> parsed, Func<T, Parsed<TOther>> rule) =>
        parsed.Ok ? rule(parsed.Value) : parsed.As<TOther>();
}
