namespace Ephemerd.Config.Reading;

/// <summary>A section as the schema knows it.</summary>
/// <param name="Form">How it is written: <c>[daemon]</c>, <c>[[github]]</c>, <c>[repos."owner/name"]</c>.</param>
internal sealed record SchemaSection(string Form, IReadOnlyList<Key> Keys)
{
    public IEnumerable<string> Names => Keys.Select(k => k.Name);

    /// <summary>Keys that people will try and that are refused with more to say than "unknown".</summary>
    public IReadOnlyList<RefusedKey> Refused { get; init; } = [];
}

internal sealed record RefusedKey(string Name, string What, string Fix);
