namespace Ephemerd.Config.Toml;

/// <summary>One `key = value` of a table and the place of its key.</summary>
internal sealed record TomlEntry(string Key, TomlPosition At, TomlValue Value);

/// <summary>A table in the order it was written. Immutable, so safe to share between threads.</summary>
internal sealed record TomlTable : TomlValue
{
    private readonly Dictionary<string, TomlEntry> _byKey;

    public TomlTable(IReadOnlyList<TomlEntry> entries, TomlPosition at) : base(at)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
    }

    public static TomlTable Empty { get; } = new([], default);

    public override string Kind => "a table";

    public IReadOnlyList<TomlEntry> Entries { get; }

    public TomlEntry? Find(string key) => _byKey.GetValueOrDefault(key);
}
