using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemerd.Ledger;
using Ephemerd.Model;

namespace Ephemerd.Runs;

/// <summary>How the sealed records of a run are written: names and sets as the text they are everywhere else.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    Converters = [typeof(SandboxNameText), typeof(RepoNameText), typeof(LabelSetText)])]
[JsonSerializable(typeof(OpenOrder))]
[JsonSerializable(typeof(RunProgress))]
[JsonSerializable(typeof(RunEnd))]
internal sealed partial class RunRecordsJson : JsonSerializerContext;

internal abstract class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class SandboxNameText() : TextConverter<SandboxName>(SandboxName.Parse);

internal sealed class RepoNameText() : TextConverter<RepoName>(RepoName.Parse);

internal sealed class LabelSetText() : TextConverter<LabelSet>(text => new LabelSet(text.Split(',', StringSplitOptions.RemoveEmptyEntries)));
