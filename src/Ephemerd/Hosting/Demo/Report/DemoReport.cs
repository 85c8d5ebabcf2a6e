using System.Text.Json.Serialization;

namespace Ephemerd.Hosting.Demo.Report;

/// <summary>What <c>demo --json</c> prints on its last line. Part of the program's outside face.</summary>
/// <param name="LimitViolations">Judged by the forge at every transition, by the limits the demo declared to it.</param>
/// <param name="Leaks">What the census found afterwards that was not there before, and registrations and leases still open.</param>
/// <param name="Isolation">The weakest any run had.</param>
/// <param name="QueuedToStartedMs">From GitHub's <c>created_at</c>, which is in whole seconds, to the process in the sandbox.</param>
/// <param name="DecisionMs">From the tick that granted it to the process in the sandbox, GitHub's answer time taken out.</param>
/// <param name="RequestsPerJob">Everything the daemon asked of GitHub from its first job to its last, by the number of jobs.</param>
/// <param name="ChargedIdlePerRepoHour">Answers other than 304 while nothing was to do, counted over the window and scaled.</param>
/// <param name="DaemonRssMib">The most it ever had resident; null where the system does not tell.</param>
internal sealed record DemoReport(
    int Jobs,
    int Repos,
    double Seconds,
    int Succeeded,
    int Failed,
    int LimitViolations,
    int Leaks,
    string Isolation,
    Percentiles? QueuedToStartedMs,
    Percentiles? DecisionMs,
    double RequestsPerJob,
    double? ChargedIdlePerRepoHour,
    double IdleWindowSeconds,
    double? DaemonRssMib)
{
    /// <summary>Each in one line, for whoever has to look.</summary>
    public IReadOnlyList<string> LeakList { get; init; } = [];

    /// <summary>Jobs of which the ledger says something else than GitHub, and runs whose end nobody knows.</summary>
    public int Disagreements { get; init; }

    /// <summary>Each in one line.</summary>
    public IReadOnlyList<string> DisagreementList { get; init; } = [];

    [JsonIgnore]
    public bool AllWell => Succeeded == Jobs && LimitViolations == 0 && Leaks == 0 && Disagreements == 0;
}

internal sealed record Percentiles(double P50, double P95);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext;
