namespace Ephemerd.Config.Show;

/// <summary>A section as `config show` prints it.</summary>
/// <param name="Header">As it is written in the file.</param>
internal sealed record ShownSection(string Path, string Header, IReadOnlyList<ShownKey> Keys);

/// <param name="Value">As TOML.</param>
/// <param name="From">Where it is written; null for a built-in default.</param>
internal sealed record ShownKey(string Key, string Value, Origin? From);
