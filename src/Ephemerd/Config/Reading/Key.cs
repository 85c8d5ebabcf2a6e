using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading;

/// <summary>A key that a section knows.</summary>
internal abstract record Key(string Name)
{
    /// <summary>What holds where the key is not written; null, zero or empty for nothing.</summary>
    public abstract object? Fallback { get; }

    /// <summary>Reads a value by this key's form, its type forgotten.</summary>
    public abstract Parsed<object?> Read(TomlValue value);

    /// <summary>A value of this key as TOML; null for one that stands for "not written".</summary>
    public abstract string? Write(object? value);
}

/// <summary>A key, what its values may be and what holds without it.</summary>
internal sealed record Key<T>(string Name, Form<T> Form, T Default) : Key(Name)
{
    public override object? Fallback => Default;

    public override Parsed<object?> Read(TomlValue value)
    {
        var parsed = Form.Read(value);
        return new(parsed.Value, parsed.Faults);
    }

    public override string? Write(object? value) => Form.Write((T)value!);
}
