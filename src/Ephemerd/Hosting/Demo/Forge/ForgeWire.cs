using System.Text.Json.Serialization;

namespace Ephemerd.Hosting.Demo.Forge;

// The little of the forge's admin door that the demo needs. The two programs share no records: only the names on the wire.
internal sealed record ReadyLine(string Url, string AdminUrl, string AdminToken);

internal sealed record RepoOrder(string FullName);

internal sealed record TokenOrder(string Name);

internal sealed record TokenMade(string Token);

internal sealed record LimitOrder(string Scope, int Registered);

internal sealed record RunOrder(string Repository, IReadOnlyList<JobOrder> Jobs);

internal sealed record JobOrder(string Name, IReadOnlyList<string> Labels, IReadOnlyList<StepOrder> Steps);

internal sealed record StepOrder(string Name, string Run);

/// <param name="JobsByState">A finished job counts under its conclusion.</param>
internal sealed record ForgeSummary(int Jobs, IReadOnlyDictionary<string, int> JobsByState, int Registered, int LimitViolations)
{
    private static readonly string[] Unfinished = ["queued", "in_progress", "waiting", "pending", "requested"];

    public int Finished => JobsByState.Where(s => !Unfinished.Contains(s.Key)).Sum(s => s.Value);

    public int Running => JobsByState.GetValueOrDefault("in_progress");

    public int Succeeded => JobsByState.GetValueOrDefault("success");
}

internal sealed record ForgeState(IReadOnlyList<RunSeen> Runs);

internal sealed record RunSeen(IReadOnlyList<JobSeen> Jobs);

/// <param name="Conclusion">Null until it is over.</param>
internal sealed record JobSeen(long Id, string? Conclusion);

internal sealed record ForgeCensus(IReadOnlyList<Registration> Registrations);

internal sealed record Registration(string Name, string Scope, string State);

internal sealed record Violation(string Scope, string Measure, int Limit, int Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReadyLine))]
[JsonSerializable(typeof(RepoOrder))]
[JsonSerializable(typeof(TokenOrder))]
[JsonSerializable(typeof(TokenMade))]
[JsonSerializable(typeof(LimitOrder))]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(ForgeSummary))]
[JsonSerializable(typeof(ForgeState))]
[JsonSerializable(typeof(ForgeCensus))]
[JsonSerializable(typeof(IReadOnlyList<Violation>))]
internal sealed partial class ForgeWire : JsonSerializerContext;
