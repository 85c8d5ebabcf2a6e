using System.Text.Json.Serialization;
using Ephemerd.Cli.Offers;

namespace Ephemerd.Cli.Output;

/// <summary>One finding as <c>doctor --json</c> prints it.</summary>
internal sealed record FindingRow(string Name, string Verdict, string Fact, string? Fix);

internal sealed record DoctorReport(bool Ok, IReadOnlyList<FindingRow> Findings);

internal sealed record RunnerReport(IReadOnlyList<RunnerPackageRow> Packages);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(RunnerReport))]
internal sealed partial class CliJson : JsonSerializerContext;
