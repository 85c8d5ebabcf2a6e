using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading;

/// <summary>A value as it was written, and where.</summary>
internal sealed record Written<T>(T Value, TomlPosition At);

/// <summary>Reads one table by its part of the schema. Whatever is wrong becomes a problem; reading goes on with the default.</summary>
internal sealed class SectionReader
{
    private readonly TomlTable _table;
    private readonly SchemaSection _section;
    private readonly ProblemList _problems;

    /// <param name="path">How problems name the table: <c>daemon</c>, <c>github[2]</c>, <c>repos."acme/app"</c>.</param>
    public SectionReader(TomlTable table, string path, SchemaSection section, ProblemList problems)
    {
        _table = table;
        _section = section;
        _problems = problems;
        Path = path;
        foreach (var entry in table.Entries.Where(e => !section.Names.Contains(e.Key, StringComparer.Ordinal)))
        {
            var refused = section.Refused.FirstOrDefault(r => r.Name == entry.Key);
            problems.Add(
                PathOf(entry.Key), entry.At, refused?.What ?? $"unknown key \"{entry.Key}\"", refused?.Fix ?? UnknownKeyFix(entry.Key));
        }
    }

    public string Path { get; }

    public TomlPosition At => _table.At;

    public T Read<T>(Key<T> key) => Find(key) is { } written ? written.Value : key.Default;

    /// <summary>Null when the key is absent or wrong; the latter is a problem by then. Ask once per key.</summary>
    public Written<T>? Find<T>(Key<T> key) => FindAny(key) is { } written ? new((T)written.Value!, written.At) : null;

    public Written<object?>? FindAny(Key key)
    {
        if (_table.Find(key.Name) is not { } entry)
        {
            return null;
        }
        var parsed = key.Read(entry.Value);
        if (!parsed.Ok)
        {
            _problems.Add(PathOf(key.Name), entry.Value.At, parsed.Faults);
            return null;
        }
        return new(parsed.Value, entry.Value.At);
    }

    public bool Has(Key key) => Has(key.Name);

    public bool Has(string key) => _table.Find(key) is not null;

    /// <summary>A problem of the whole section, or of one key's name.</summary>
    public void Refuse(string what, string fix, Key? key = null) => _problems.Add(
        key is null ? Path : PathOf(key.Name), key is null ? At : _table.Find(key.Name)?.At ?? At, what, fix);

    private string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private string UnknownKeyFix(string key) =>
        Suggestion.For(key, _section.Names)
        ?? (Schema.All.FirstOrDefault(s => s.Names.Contains(key, StringComparer.Ordinal)) is { } home
            ? $"\"{key}\" belongs to {home.Form}"
            : $"remove it; {_section.Form} knows {string.Join(", ", _section.Names)}");
}
