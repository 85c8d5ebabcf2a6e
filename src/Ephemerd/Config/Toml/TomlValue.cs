namespace Ephemerd.Config.Toml;

/// <summary>A value and the place where it starts. The family is closed: the ten cases of TOML 1.0.0.</summary>
internal abstract record TomlValue(TomlPosition At)
{
    /// <summary>What this is, with its article, for sentences: "a string", "an integer".</summary>
    public abstract string Kind { get; }
}

internal sealed record TomlString(string Value, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a string";
}

internal sealed record TomlInteger(long Value, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "an integer";
}

internal sealed record TomlFloat(double Value, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a float";
}

internal sealed record TomlBoolean(bool Value, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a boolean";
}

/// <summary>The offset is east of UTC; TOML allows up to 23:59 either way, which is more than <see cref="DateTimeOffset"/> can hold.</summary>
internal sealed record TomlOffsetDateTime(TomlDate Date, TomlTime Time, int OffsetMinutes, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a date-time";
}

internal sealed record TomlLocalDateTime(TomlDate Date, TomlTime Time, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a local date-time";
}

internal sealed record TomlLocalDate(TomlDate Date, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a local date";
}

internal sealed record TomlLocalTime(TomlTime Time, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "a local time";
}

internal sealed record TomlArray(IReadOnlyList<TomlValue> Items, TomlPosition At) : TomlValue(At)
{
    public override string Kind => "an array";
}

/// <summary>A calendar date of years 0000 to 9999, checked to exist.</summary>
internal readonly record struct TomlDate(int Year, int Month, int Day);

/// <summary>A time of day. Digits of the fraction beyond nanoseconds are cut, as the specification asks.</summary>
internal readonly record struct TomlTime(int Hour, int Minute, int Second, int Nanosecond);
