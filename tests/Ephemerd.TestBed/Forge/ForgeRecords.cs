namespace Ephemerd.TestBed.Forge;

// The admin routes' records as tests see them; nothing is shared with the forge but the field names on the wire.

/// <summary>A step of a job: bash unless <paramref name="Shell"/> says otherwise.</summary>
public sealed record ForgeStep(string Run, string? Name = null, string? Shell = null, string? WorkingDirectory = null, string? If = null);

/// <summary>A job to queue.</summary>
public sealed record ForgeJobOrder(string Name, IReadOnlyList<string> Labels, IReadOnlyList<ForgeStep> Steps)
{
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public double? TimeoutMinutes { get; init; }

    /// <summary>Held back by a protection rule until <see cref="ForgeAdmin.ReleaseJobAsync"/>.</summary>
    public bool Waiting { get; init; }
}

/// <summary>A run to queue; the head repository differs from the repository when it comes from a fork.</summary>
public sealed record ForgeRunOrder(string Repository, IReadOnlyList<ForgeJobOrder> Jobs)
{
    public string Event { get; init; } = "push";

    public string? HeadRepository { get; init; }

    public string Branch { get; init; } = "main";

    public string? Sha { get; init; }

    public string? Title { get; init; }

    /// <summary>What set off the run before, where a run's end sets this one off; <c>pull_request</c> without.</summary>
    public string? Before { get; init; }

    /// <summary>The open pull requests of its head's branch, whichever of them set it off.</summary>
    public IReadOnlyList<int>? Pulls { get; init; }
}

public sealed record ForgeRun(
    long Id, string Repository, int Attempt, string Event, string Status, string? Conclusion, IReadOnlyList<ForgeJob> Jobs);

public sealed record ForgeJob(
    long Id,
    long RunId,
    string Repository,
    string Name,
    int Attempt,
    IReadOnlyList<string> Labels,
    string Status,
    string? Conclusion,
    string? RunnerName,
    int Requeues,
    DateTimeOffset CreatedAt,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt);

/// <summary>A registration; <c>State</c> is offline, idle, busy or gone.</summary>
public sealed record ForgeRunner(
    long Id,
    string Name,
    string Scope,
    IReadOnlyList<string> Labels,
    string State,
    string? Version,
    long? JobId,
    DateTimeOffset CreatedAt,
    string? EndedWhy);

public sealed record ForgeCount(string Scope, int Registered, int Online, int BusyRunners, int RunningJobs);

public sealed record ForgeState(
    long Seq, IReadOnlyList<ForgeRun> Runs, IReadOnlyList<ForgeRunner> Runners, IReadOnlyList<ForgeCount> Counts);

/// <summary><c>JobsByState</c> is keyed by conclusion, or by status while there is none.</summary>
public sealed record ForgeSummary(
    long Seq,
    int Runs,
    int Jobs,
    IReadOnlyDictionary<string, int> JobsByState,
    int Registered,
    int Online,
    int LimitViolations,
    int Infidelities)
{
    public int JobsThat(string state) => JobsByState.GetValueOrDefault(state);
}

/// <summary>What is left: registrations not yet gone, open sessions, held polls.</summary>
public sealed record ForgeCensus(IReadOnlyList<ForgeRunner> Registrations, int OpenSessions, int HeldPolls);

public sealed record ForgeTransition(
    long Seq,
    DateTimeOffset At,
    string Subject,
    long Id,
    string Scope,
    string From,
    string To,
    string? Why,
    long? RunId,
    long? JobId,
    string? Runner,
    int Registered,
    int Online,
    int BusyRunners,
    int RunningJobs);

public sealed record ForgeTransitions(long Seq, IReadOnlyList<ForgeTransition> Transitions);

public sealed record ForgeViolation(long Seq, DateTimeOffset At, string Scope, string Measure, int Limit, int Count);

/// <summary>A fault by name; the forge's README lists them. Without <c>Count</c> it strikes until it is removed.</summary>
public sealed record ForgeFault(string Name)
{
    public string? RouteClass { get; init; }

    public string? Repository { get; init; }

    /// <summary>The beginning of the runner's name.</summary>
    public string? Runner { get; init; }

    public int? Count { get; init; }

    public double? Probability { get; init; }

    public double? Seconds { get; init; }

    public int? Status { get; init; }

    public long? AfterBytes { get; init; }
}

public sealed record ForgeFaultView(long Id, string Name, string? RouteClass, string? Repository, string? Runner, int? Left, int Taken);

/// <summary>One request the forge has answered; header names are in lower case, secrets are left out.</summary>
public sealed record ForgeRequest(
    long Seq,
    DateTimeOffset At,
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string? Body,
    string RouteClass,
    string? Route,
    string? Credential,
    int Points,
    bool Charged,
    int Status,
    string? Fault);

public sealed record ForgeCounter(
    string Credential, string RouteClass, long Requests, long Charged, long NotModified, long Points, long Refused);

/// <summary>Something a client did that no true client would.</summary>
public sealed record ForgeInfidelity(long Seq, DateTimeOffset At, string Route, string What);

public sealed record ForgeApp(long Id, string ClientId, string PrivateKeyPem);

/// <summary>How webhooks misbehave; what is left out is as GitHub is on a good day.</summary>
/// <param name="DelaySeconds">The most a delivery may be late.</param>
/// <param name="Twice">How probably a delivery is made twice.</param>
/// <param name="Lost">How probably it is never made.</param>
/// <param name="Shuffled">How probably it lets the next one of its webhook pass.</param>
public sealed record ForgeHookManners(double? DelaySeconds = null, double? Twice = null, double? Lost = null, double? Shuffled = null);

/// <summary>What became of all events told to webhooks so far; <paramref name="Pending"/> deliveries have not been answered yet.</summary>
public sealed record ForgeHookCounts(int Told, int Delivered, int Doubled, int Lost, int Swapped, int Pending);

/// <summary>The times the forge keeps; what is null stays as it is. The defaults are GitHub's.</summary>
public sealed record ForgeManners
{
    public double? LagSeconds { get; init; }

    public double? AcquireWithinSeconds { get; init; }

    public double? JobLockSeconds { get; init; }

    public double? HoldSeconds { get; init; }

    public double? OfflineAfterSeconds { get; init; }

    public double? SessionIdleSeconds { get; init; }

    public double? FarewellSeconds { get; init; }
}

/// <summary>A runner package and what is wrong with it on purpose.</summary>
public sealed record ForgePackage(string FileName, string Os, string Architecture, string Version, string Sha256, bool CorruptChecksum);

/// <summary>What is to be wrong with a package.</summary>
public sealed record ForgePackageTrouble
{
    public bool CorruptChecksum { get; init; }

    public long? BytesPerSecond { get; init; }

    public long? CutAfterBytes { get; init; }
}
