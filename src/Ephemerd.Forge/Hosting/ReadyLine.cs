using System.Text.Json.Serialization;

namespace Ephemerd.Forge.Hosting;

/// <summary>The one line on standard output: the forge listens, and this is how to reach it.</summary>
internal sealed record ReadyLine(string Url, string AdminUrl, string AdminToken, int Pid, int Seed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReadyLine))]
internal sealed partial class ReadyJson : JsonSerializerContext;
