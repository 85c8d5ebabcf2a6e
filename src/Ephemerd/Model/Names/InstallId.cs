using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Model;

/// <summary>Six characters made once for an installation. Only what carries it is ours; everything else is never touched.</summary>
internal readonly record struct InstallId
{
    public const int Length = 6;
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly string? _text;

    private InstallId(string text) => _text = text;

    public static InstallId New(Random chance) => new(string.Create(Length, chance, static (span, random) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = Digits[random.Next(Digits.Length)];
        }
    }));

    public static bool TryParse([NotNullWhen(true)] string? text, out InstallId id)
    {
        var ok = text?.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);
        id = ok ? new InstallId(text!) : default;
        return ok;
    }

    public override string ToString() => _text ?? throw new InvalidOperationException("A default InstallId names nothing.");
}
