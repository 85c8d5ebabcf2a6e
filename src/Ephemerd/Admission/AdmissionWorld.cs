using System.Collections.Immutable;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>All that one tick decides from.</summary>
/// <param name="At">The moment of the tick.</param>
/// <param name="Waiting">Oldest first.</param>
/// <param name="Coming">Per class, live runners that a job can still come to and that no look has shown with one yet.</param>
internal sealed record AdmissionWorld(
    DateTimeOffset At, IReadOnlyList<DemandedJob> Waiting, IReadOnlyDictionary<RunnerClass, int> Coming, Occupancy Occupancy, AdmissionPolicy Policy)
{
    public IReadOnlyList<ClassPolicy> Offered { get; init; } = [];

    /// <summary>Per repository, how often another was granted what it could have used since its own latest grant.</summary>
    public IReadOnlyDictionary<RepoName, long> Passed { get; init; } = ImmutableDictionary<RepoName, long>.Empty;

    /// <summary>Classes that fail in a row, those whose pause has passed included.</summary>
    public IReadOnlyDictionary<RunnerClass, ClassPause> Pauses { get; init; } = ImmutableDictionary<RunnerClass, ClassPause>.Empty;

    /// <summary>Native classes that nothing may be made for now, with the reason.</summary>
    public IReadOnlyDictionary<RunnerClass, string> Threats { get; init; } = ImmutableDictionary<RunnerClass, string>.Empty;

    /// <summary>By job id.</summary>
    public IReadOnlyDictionary<long, GivenUp> GivenUp { get; init; } = ImmutableDictionary<long, GivenUp>.Empty;

    /// <summary>Null while the daemon takes new work.</summary>
    public DateTimeOffset? DrainingSince { get; init; }
}
