namespace Ephemerd.Config.Toml.Reading;

/// <summary>
/// Where the reader stands in the text, and the first fault it met. Every syntax returns false once <see cref="Fail(string)"/>
/// was called; nothing reads on after that.
/// </summary>
internal sealed class Cursor(string text)
{
    private int _index;
    private int _line = 1;
    private int _column = 1;

    public TomlFault? Fault { get; private set; }

    public bool AtEnd => _index >= text.Length;

    /// <summary>The character here, or NUL at the end. A NUL in the text is legal nowhere, so the two need telling apart only in messages.</summary>
    public char Current => Ahead(0);

    public TomlPosition At => new(_line, _column);

    public bool AtNewline => Current == '\n' || (Current == '\r' && Ahead(1) == '\n');

    public char Ahead(int count) => _index + count < text.Length ? text[_index + count] : '\0';

    public bool Sees(string expected) => string.CompareOrdinal(text, _index, expected, 0, expected.Length) == 0;

    public char Take()
    {
        var taken = text[_index++];
        if (taken == '\n')
        {
            _line++;
            _column = 1;
        }
        else if (!char.IsLowSurrogate(taken))
        {
            _column++;
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
        var start = _index;
        while (!AtEnd && wanted(Current))
        {
            Take();
        }
        return text[start.._index];
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
