namespace Ephemerd.Config.Toml;

/// <summary>Why a text is not TOML: the first place that is wrong, what is wrong there and, where one is likely, the right spelling.</summary>
internal sealed record TomlFault(TomlPosition At, string Message);
