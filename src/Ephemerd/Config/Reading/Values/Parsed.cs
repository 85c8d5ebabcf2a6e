namespace Ephemerd.Config.Reading.Values;

/// <summary>What a value means, or what is wrong with it and what to write instead.</summary>
internal readonly record struct Parsed<T>(bool Ok, T Value, string What, string Fix);

internal static class Parsed
{
    public static Parsed<T> Good<T>(T value) => new(true, value, "", "");

    public static Parsed<T> Bad<T>(string what, string fix) => new(false, default!, what, fix);
}
