using Ephemerd.Config.Toml.Reading;

namespace Ephemerd.Config.Toml;

/// <summary>
/// A text read as TOML 1.0.0 (https://toml.io/en/v1.0.0): either its root table, or the first fault, never both and never an exception.
/// Deeper nesting than <see cref="MaxDepth"/> is a fault, so that no text can exhaust the stack of whoever walks the tree.
/// </summary>
internal sealed record TomlDocument
{
    public const int MaxDepth = 128;

    private TomlDocument(TomlTable? root, TomlFault? fault) => (Root, Fault) = (root, fault);

    public TomlTable? Root { get; }

    public TomlFault? Fault { get; }

    /// <summary>Reads the bytes of a file: they must be UTF-8; one byte order mark at the start is allowed.</summary>
    public static TomlDocument Parse(ReadOnlySpan<byte> utf8) =>
        Utf8Text.Decode(utf8, out var text) is { } fault ? new(null, fault) : Parse(text);

    public static TomlDocument Parse(string text)
    {
        var cursor = new Cursor(text);
        return DocumentSyntax.TryRead(cursor, out var root) ? new(root, null) : new(null, cursor.Fault);
    }
}
