namespace Ephemerd.Forge.Admin;

// What the admin routes take and give. They are the forge's own; GitHub has nothing like them.
internal sealed record RepoOrder(string FullName, bool Private = true, string OwnerType = "organization", bool Fork = false);

internal sealed record RepoMade(long Id, string FullName);

internal sealed record RepoChange(bool? Archived, bool? Disabled);

/// <param name="Repositories">Those it sees; all without.</param>
/// <param name="Administers">Those its user administers, of those it sees; all without.</param>
internal sealed record TokenOrder(
    string? Name,
    IReadOnlyList<string>? Scopes,
    IReadOnlyList<string>? Repositories,
    double? ExpiresInSeconds,
    int? HourlyLimit,
    IReadOnlyList<string>? Administers = null);

internal sealed record TokenEnd(string Token);

internal sealed record TokenMade(string Token, string Name);

internal sealed record AppOrder(string Slug, IReadOnlyDictionary<string, string>? Permissions, string Owner = "octo");

internal sealed record AppMade(long Id, string ClientId, string PrivateKeyPem);

internal sealed record InstallationOrder(
    long AppId, string Account, IReadOnlyList<string>? Repositories, IReadOnlyDictionary<string, string>? Permissions);

internal sealed record GroupOrder(string Organization, string Name, IReadOnlyList<string>? Repositories);

internal sealed record Made(long Id);

internal sealed record StepOrder(string? Name, string Run, string? Shell, string? WorkingDirectory, string? If = null);

internal sealed record QueuedJobOrder(
    string Name,
    IReadOnlyList<string> Labels,
    IReadOnlyList<StepOrder> Steps,
    IReadOnlyDictionary<string, string>? Env,
    double? TimeoutMinutes,
    bool Waiting = false);

/// <param name="Before">What set off the run before, where a run's end sets this one off.</param>
/// <param name="Pulls">The open pull requests of its head's branch, whichever of them set it off.</param>
internal sealed record RunOrder(
    string Repository,
    IReadOnlyList<QueuedJobOrder> Jobs,
    string Event = "push",
    string? HeadRepository = null,
    string Branch = "main",
    string? Sha = null,
    string? Title = null,
    string? Before = null,
    IReadOnlyList<int>? Pulls = null);

internal sealed record RunView(
    long Id, string Repository, int Attempt, string Event, string Status, string? Conclusion, IReadOnlyList<JobView> Jobs);

internal sealed record JobView(
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

internal sealed record RunnerView(
    long Id,
    string Name,
    string Scope,
    IReadOnlyList<string> Labels,
    string State,
    string? Version,
    long? JobId,
    DateTimeOffset CreatedAt,
    string? EndedWhy);

internal sealed record CountView(string Scope, int Registered, int Online, int BusyRunners, int RunningJobs);

internal sealed record Summary(
    long Seq,
    int Runs,
    int Jobs,
    IReadOnlyDictionary<string, int> JobsByState,
    int Registered,
    int Online,
    int LimitViolations,
    int Infidelities);

internal sealed record Census(IReadOnlyList<RunnerView> Registrations, int OpenSessions, int HeldPolls);

internal sealed record StateView(
    long Seq, IReadOnlyList<RunView> Runs, IReadOnlyList<RunnerView> Runners, IReadOnlyList<CountView> Counts);

internal sealed record TransitionView(
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

internal sealed record TransitionPage(long Seq, IReadOnlyList<TransitionView> Transitions);

internal sealed record LimitOrder(string Scope, int? Registered, int? RunningJobs);

internal sealed record ViolationView(long Seq, DateTimeOffset At, string Scope, string Measure, int Limit, int Count);

internal sealed record FaultOrder(
    string Name,
    string? RouteClass,
    string? Repository,
    string? Runner,
    int? Count,
    double? Probability,
    double? Seconds,
    int? Status,
    long? AfterBytes);

internal sealed record FaultView(long Id, string Name, string? RouteClass, string? Repository, string? Runner, int? Left, int Taken);

internal sealed record RequestView(
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

internal sealed record CounterView(
    string Credential, string RouteClass, long Requests, long Charged, long NotModified, long Points, long Refused);

internal sealed record InfidelityView(long Seq, DateTimeOffset At, string Route, string What);

internal sealed record AdvanceOrder(double Seconds);

internal sealed record MannersOrder(
    double? LagSeconds,
    double? AcquireWithinSeconds,
    double? JobLockSeconds,
    double? HoldSeconds,
    double? OfflineAfterSeconds,
    double? SessionIdleSeconds,
    double? FarewellSeconds);

internal sealed record HookMannersOrder(double? DelaySeconds, double? Twice, double? Lost, double? Shuffled);

internal sealed record HookCountsView(int Told, int Delivered, int Doubled, int Lost, int Swapped, int Pending);

internal sealed record PackageOrder(string? Path, bool? CorruptChecksum, long? BytesPerSecond, long? CutAfterBytes);

internal sealed record PackageView(string FileName, string Os, string Architecture, string Version, string Sha256, bool CorruptChecksum);

internal sealed record RefreshOrder(string? FileName, string? Version, string? DownloadUrl, string? Sha256);

internal sealed record Problem(string Error);
