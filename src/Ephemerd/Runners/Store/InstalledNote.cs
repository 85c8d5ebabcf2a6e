using System.Text.Json.Serialization;

namespace Ephemerd.Runners.Store;

/// <summary>What the marker of an installed package says, for whoever looks into the directory.</summary>
internal sealed record InstalledNote(string Version, string Platform, string Sha256, DateTimeOffset InstalledAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(InstalledNote))]
internal sealed partial class StoreJson : JsonSerializerContext;
