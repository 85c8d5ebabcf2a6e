namespace Ephemerd.Config.Reading;

/// <summary>A section of a file without problems: the keys that stand there and no other.</summary>
/// <param name="Path">How problems name it: <c>daemon</c>, <c>github[2]</c>, <c>repos."acme/app"</c>.</param>
/// <param name="Header">How it is written: <c>[daemon]</c>, <c>[[github]]</c>, <c>[repos."acme/app"]</c>.</param>
internal sealed record WrittenSection(string Path, string Header, SchemaSection Schema, IReadOnlyDictionary<string, Written<object?>> Values);
