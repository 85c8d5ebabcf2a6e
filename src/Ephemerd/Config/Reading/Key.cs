using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading;

/// <summary>A key that a section knows.</summary>
internal abstract record Key(string Name)
{
    /// <summary>What holds where the key is not written; null, zero or empty for nothing.</summary>
    public abstract object? Fallback { get; }

    /// <summary>Reads a value by this key's rule, its type forgotten.</summary>
    public abstract Parsed<object?> Read(TomlValue value);
}

/// <summary>A key, what its values may be and what holds without it.</summary>
internal sealed record Key<T>(string Name, Func<TomlValue, Parsed<T>> Rule, T Default) : Key(Name)
{
    public override object? Fallback => Default;

    public override Parsed<object?> Read(TomlValue value)
    {
        var parsed = Rule(value);
        return parsed.Ok ? Parsed.Good<object?>(parsed.Value) : parsed.As<object?>();
    }
}
