namespace Ephemerd.Config.Toml;

/// <summary>A place in the text. Both numbers start at 1; a column counts Unicode characters, as editors show them.</summary>
internal readonly record struct TomlPosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
