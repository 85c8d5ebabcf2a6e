namespace Ephemerd.Status.Control;

/// <summary>The daemon as a whole, as <c>status --json</c> prints it.</summary>
internal sealed record StateView(
    string Version,
    Guid Instance,
    int Pid,
    DateTimeOffset StartedAt,
    bool Ready,
    bool Draining,
    int MaxConcurrent,
    int Live,
    int Waiting,
    IReadOnlyList<BackendView> Backends,
    IReadOnlyList<CredentialView> Credentials,
    IReadOnlyList<QuarantinedThing> Quarantined,
    IReadOnlyList<AlarmView> Alarms)
{
    public ConfigurationView? Configuration { get; init; }
}

internal sealed record BackendView(string Name, string Isolation, int Live, int Capacity, bool Usable, IReadOnlyList<string> Notes);

/// <param name="LagSeconds">How old the oldest of the newest looks is; of a repository without one, since it began to be watched; null where there is none.</param>
internal sealed record CredentialView(
    string Name, long Requests, long Charged, long NotModified, int PointsLastMinute, int? Remaining, DateTimeOffset? ResetAt,
    int Repositories, int Busy, int Refused, double IntervalSeconds, double IdleIntervalSeconds, double? LagSeconds);

internal sealed record AlarmView(string Where, string What, string Fix);
