using System.Text.Json.Serialization;

namespace Ephemerd.Status.Control;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StateView))]
[JsonSerializable(typeof(JobsView))]
[JsonSerializable(typeof(AnswerView))]
[JsonSerializable(typeof(SweepReport))]
[JsonSerializable(typeof(ReloadView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(ExplainView))]
internal sealed partial class ControlJson : JsonSerializerContext;
