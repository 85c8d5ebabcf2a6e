namespace Ephemerd.Config.Toml.Reading;

/// <summary>
/// Where the reader stands in the text, and the first fault it met. Every syntax returns false once <see cref="Fail(string)"/>
/// was called; nothing reads on after that.
/// </summary>
internal sealed class Cursor(string text)
{
    private int index;
    private int line = 1;
    private int column = 1;

    public TomlFault? Fault { get; private set; }

    public bool AtEnd => index >= text.Length;

    /// <summary>The character here, or NUL at the end. A NUL in the text is legal nowhere, so the two need telling apart only in messages.</summary>
    public char Current => Ahead(0);

    public TomlPosition At => new(line, column);

    public bool AtNewline => Current == '\n' || (Current == '\r' && Ahead(1) == '\n');

    public char Ahead(int count) => index + count < text.Length ? text[index + count] : '\0';

    public bool Sees(string expected) => string.CompareOrdinal(text, index, expected, 0, expected.Length) == 0;

    public char Take()
    {
        var taken = text[index++];
        if (taken == '\n')
        {
            line++;
            column = 1;
        }
        else if (!char.IsLowSurrogate(taken))
        {
            column++;
        }
        return taken;
    }

    public void Skip(int count)
    {
        for (; count > 0; count--)
        {
            Take();
        }
    }

    public bool TrySkip(string expected)
    {
        if (!Sees(expected))
        {
            return false;
        }
        Skip(expected.Length);
        return true;
    }

    public string TakeWhile(Func<char, bool> wanted)
    {
        var start = index;
        while (!AtEnd && wanted(Current))
        {
            Take();
        }
        return text[start..index];
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            Take();
        }
    }

    public bool TrySkipNewline() => TrySkip("\n") || TrySkip("\r\n");

    public bool Fail(string message) => Fail(At, message);

    public bool Fail(TomlPosition at, string message)
    {
        Fault ??= new(at, message);
        return false;
    }
}
