using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>The limits in force at a tick, and the readings they are held against. A missing limit is "unlimited", which an operator has to write.</summary>
/// <param name="Host">Runs on this host, all backends together.</param>
/// <param name="Repositories">Runs per repository; a repository without an entry is unlimited.</param>
internal sealed record AdmissionPolicy(
    int? Host, IReadOnlyDictionary<string, BackendRoom> Backends, IReadOnlyDictionary<RepoName, int> Repositories)
{
    /// <summary>Null where no disk is looked at.</summary>
    public DiskRoom? Disk { get; init; }

    /// <summary>When the configuration behind the limits was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>When these readings were taken.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What one backend can take.</summary>
internal sealed record BackendRoom(int Capacity)
{
    /// <summary>Its runs write to the data directory's disk, up to their own limit.</summary>
    public bool TakesDisk { get; init; }

    /// <summary>Null while it works.</summary>
    public BackendBreak? Break { get; init; }

    /// <summary>Why it lacks a runner release; null when there is one or it needs none.</summary>
    public string? NoRelease { get; init; }
}

/// <summary>The disk of the data directory.</summary>
/// <param name="Floor">Bytes that stay free whatever the runs alive write.</param>
/// <param name="Written">What a live run has written already of its own disk; one that is not here is taken to have all of it still to write.</param>
internal sealed record DiskRoom(long Free, long Floor, IReadOnlyDictionary<SandboxName, long> Written, DateTimeOffset MeasuredAt);

/// <summary>Why something takes no work.</summary>
internal sealed record Closure(Verdict Verdict, string Reason);
