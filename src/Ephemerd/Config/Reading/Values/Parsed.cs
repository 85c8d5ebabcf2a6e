using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>What a value means, or what is wrong with it and what to write instead.</summary>
internal readonly record struct Parsed<T>(bool Ok, T Value, string What, string Fix)
{
    /// <summary>Where the fault lies inside the value; null for the value itself.</summary>
    public TomlPosition? At { get; init; }

    /// <summary>The same fault in a value of another type.</summary>
    public Parsed<TOther> As<TOther>() => new(false, default!, What, Fix) { At = At };
}

internal static class Parsed
{
    public static Parsed<T> Good<T>(T value) => new(true, value, "", "");

    public static Parsed<T> Bad<T>(string what, string fix) => new(false, default!, what, fix);
}
