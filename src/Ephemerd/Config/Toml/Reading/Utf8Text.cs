using System.Buffers;
using System.Text;

namespace Ephemerd.Config.Toml.Reading;

/// <summary>Bytes to text, strictly: the first byte sequence that is not UTF-8 is a fault at its place.</summary>
internal static class Utf8Text
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static TomlFault? Decode(ReadOnlySpan<byte> bytes, out string text)
    {
        if (bytes.StartsWith(Mark))
        {
            bytes = bytes[Mark.Length..];
        }
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            text = Encoding.UTF8.GetString(bytes);
            return null;
        }
        text = "";
        var utf16 = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return new(PlaceOfBadByte(bytes), utf16
            ? "this file is UTF-16; save it as UTF-8"
            : "these bytes are not UTF-8; save the file as UTF-8");
    }

    private static TomlPosition PlaceOfBadByte(ReadOnlySpan<byte> bytes)
    {
        var (line, column) = (1, 1);
        while (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            bytes = bytes[length..];
        }
        return new(line, column);
    }
}
