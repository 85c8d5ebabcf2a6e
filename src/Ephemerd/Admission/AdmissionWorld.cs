using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>All that one tick decides from.</summary>
/// <param name="Coming">Per class, live runners that no look has shown with a job yet.</param>
/// <param name="LastGrant">Per repository, the number of its latest grant; one never granted is oldest.</param>
/// <param name="Pauses">Classes that wait after a failure, with the reason.</param>
internal sealed record AdmissionWorld(
    IReadOnlyList<DemandedJob> Waiting,
    IReadOnlyDictionary<RunnerClass, int> Coming,
    Occupancy Occupancy,
    AdmissionPolicy Policy,
    IReadOnlyDictionary<RepoName, long> LastGrant,
    IReadOnlyDictionary<RunnerClass, string> Pauses,
    bool Draining)
{
    /// <summary>Native classes that nothing may be made for now, with the reason.</summary>
    public IReadOnlyDictionary<RunnerClass, string> Threats { get; init; } = new Dictionary<RunnerClass, string>();
}
