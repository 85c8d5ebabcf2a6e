using System.Text.Json.Serialization;

namespace Ephemerd.TestBed.Daemon;

// What `jobs --json` and `status --json` print, as a script of an operator would read it: nothing is shared with the daemon but the field names.

public sealed record DaemonJobs(IReadOnlyList<DaemonWaiting> Waiting, IReadOnlyList<DaemonRun> Runs)
{
    /// <summary>The one run that took the job; null while none was seen to.</summary>
    public DaemonRun? Of(long job) => Runs.SingleOrDefault(run => run.Job?.JobId == job);
}

public sealed record DaemonWaiting(long JobId, string Repo, string Verdict, string Reason);

public sealed record DaemonRun(
    string Name,
    string Repo,
    string Backend,
    string Phase,
    string? Outcome,
    string? Reason,
    DateTimeOffset GrantedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? BusyAt,
    DateTimeOffset? EndedAt,
    double? JitCallMs,
    double? DecisionMs,
    string? Isolation,
    string? User,
    string? RunnerVersion,
    IReadOnlyList<DaemonLimit> Limits,
    DaemonJob? Job);

public sealed record DaemonLimit(string Name, string? Requested, string? Applied, string By);

public sealed record DaemonJob(long JobId, string Name, string? Conclusion);

public sealed record DaemonState(
    int Pid, bool Ready, bool Draining, int Live, int Waiting, IReadOnlyList<DaemonBackend> Backends, IReadOnlyList<DaemonAlarm> Alarms)
{
    public DaemonBackend Backend(string name) => Backends.Single(b => b.Name == name);
}

public sealed record DaemonBackend(string Name, int Live, int Capacity, bool Usable, IReadOnlyList<string> Notes);

public sealed record DaemonAlarm(string Where, string What, string Fix);

/// <summary>How one call of the program ended.</summary>
public sealed record VerbEnd(int ExitCode, string Output, string Errors);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DaemonJobs))]
[JsonSerializable(typeof(DaemonState))]
[JsonSerializable(typeof(DaemonExplanation))]
[JsonSerializable(typeof(DaemonEvents))]
internal sealed partial class DaemonJson : JsonSerializerContext;
