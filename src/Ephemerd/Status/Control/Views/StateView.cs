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

internal sealed record CredentialView(
    string Name, long Requests, long Charged, long NotModified, int PointsLastMinute, int? Remaining, DateTimeOffset? ResetAt);

internal sealed record AlarmView(string Where, string What, string Fix);
