using System.Text.Json.Serialization;
using Ephemerd.Model;

namespace Ephemerd.Ledger;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunnerLimits))]
[JsonSerializable(typeof(IReadOnlyList<AppliedLimit>))]
[JsonSerializable(typeof(JobFacts))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class LedgerJson : JsonSerializerContext;
