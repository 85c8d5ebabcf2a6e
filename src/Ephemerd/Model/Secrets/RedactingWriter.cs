using System.Text;

namespace Ephemerd.Model;

/// <summary>
/// Passes text on without the secrets in it, also where one comes in several writes: an end that may be a secret's beginning is held back until
/// more comes, a line ends, or it is flushed. For one writer at a time.
/// </summary>
internal sealed class RedactingWriter(TextWriter to, Redactor redactor) : TextWriter
{
    private readonly StringBuilder _held = new();

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => Pass(value.ToString());

    public override void Write(string? value) => Pass(value ?? string.Empty);

    public override void Write(char[] buffer, int index, int count) => Pass(new string(buffer, index, count));

    public override void WriteLine(string? value) => Pass($"{value}{NewLine}");

    public override void Flush()
    {
        to.Write(redactor.Clean(_held.ToString()));
        _held.Clear();
        to.Flush();
    }

    private void Pass(string text)
    {
        // Cut first and cleaned then: a whole secret at the end may be the beginning of a longer one.
        var raw = _held.Append(text).ToString();
        _held.Clear();
        var cut = redactor.Settled(raw);
        to.Write(redactor.Clean(raw[..cut]));
        _held.Append(raw, cut, raw.Length - cut);
    }
}
