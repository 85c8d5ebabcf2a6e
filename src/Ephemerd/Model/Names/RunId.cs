using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Model;

/// <summary>
/// A run's identity: 15 lower-case Crockford base-32 characters, 10 of the time in milliseconds and 5 of chance, so that text order is time order
/// and the whole still fits an interface name (IFNAMSIZ allows 15).
/// </summary>
internal readonly record struct RunId : IComparable<RunId>
{
    public const int Length = 15;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeDigits = 10;
    private readonly string? _text;

    private RunId(string text) => _text = text;

    public static RunId New(DateTimeOffset now, Random chance)
    {
        var text = new char[Length];
        var time = now.ToUnixTimeMilliseconds();
        for (var i = TimeDigits - 1; i >= 0; i--, time >>= 5)
        {
            text[i] = Digits[(int)(time & 31)];
        }

        for (var i = TimeDigits; i < Length; i++)
        {
            text[i] = Digits[chance.Next(32)];
        }

        return new RunId(new string(text));
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        var ok = text?.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);
        id = ok ? new RunId(text!) : default;
        return ok;
    }

    public int CompareTo(RunId other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => _text ?? throw new InvalidOperationException("A default RunId names nothing.");
}
