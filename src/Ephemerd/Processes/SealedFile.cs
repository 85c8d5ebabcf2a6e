using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ephemerd.Processes;

/// <summary>
/// A record file that says whether it is whole: one line of JSON, then one line with its SHA-256, <c>{"sha256":"…"}</c>, put in place by
/// <see cref="AtomicFile"/>. A reader is told apart a file that never was finished, one whose bytes have changed, and one that is whole and
/// still not understood (a newer release wrote it). Thread-safe. Input and output faults are thrown as they come.
/// </summary>
internal static class SealedFile
{
    private const string Opening = "{\"sha256\":\"";
    private const string Closing = "\"}\n";

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type, Durability durability = Durability.Disk)
    {
        byte[] body = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        AtomicFile.Write(path, [.. body, .. Encoding.ASCII.GetBytes(SealOf(body))], durability: durability);
    }

    public static SealedContent<T> Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SealedContent<T>(SealState.NoFile, null, $"{path} is not there");
        }

        var body = bytes.AsSpan()[..^Math.Min(bytes.Length, SealLength)];
        var seal = Encoding.ASCII.GetString(bytes.AsSpan()[body.Length..]);
        if (!seal.StartsWith(Opening, StringComparison.Ordinal) || !seal.EndsWith(Closing, StringComparison.Ordinal) || body is not [.., (byte)'\n'])
        {
            return new SealedContent<T>(SealState.MissingSeal, null, $"{path} has no seal: it was not written to its end");
        }

        return seal == SealOf(body)
            ? Understand(path, body, type)
            : new SealedContent<T>(SealState.Mismatch, null, $"{path} does not match its seal: its bytes have changed since it was written");
    }

    private static int SealLength => Opening.Length + (2 * SHA256.HashSizeInBytes) + Closing.Length;

    private static string SealOf(ReadOnlySpan<byte> body) => $"{Opening}{Convert.ToHexStringLower(SHA256.HashData(body))}{Closing}";

    private static SealedContent<T> Understand<T>(string path, ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) is { } value
                ? new SealedContent<T>(SealState.Sound, value, null)
                : new SealedContent<T>(SealState.Invalid, null, $"{path} is whole and holds nothing");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or NotSupportedException)
        {
            return new SealedContent<T>(SealState.Invalid, null, $"{path} is whole and not understood: {e.Message}");
        }
    }
}

/// <summary>What a sealed file was found to be.</summary>
internal enum SealState
{
    Sound,
    NoFile,

    /// <summary>Cut short, or never sealed.</summary>
    MissingSeal,

    /// <summary>The bytes are not those that were sealed.</summary>
    Mismatch,

    /// <summary>As it was written, and not what this release understands.</summary>
    Invalid,
}

/// <param name="Value">Not null exactly when <paramref name="State"/> is <see cref="SealState.Sound"/>.</param>
/// <param name="Fault">One sentence that names the file; null when it is sound.</param>
internal sealed record SealedContent<T>(SealState State, T? Value, string? Fault)
    where T : class
{
    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return value is not null;
    }
}
