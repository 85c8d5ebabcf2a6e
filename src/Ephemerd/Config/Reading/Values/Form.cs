using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>How a kind of value is read, and how it is written so that reading gives it back.</summary>
/// <param name="Write">As TOML; null for a value that stands for "not written".</param>
internal sealed record Form<T>(Func<TomlValue, Parsed<T>> Read, Func<T, string?> Write);
