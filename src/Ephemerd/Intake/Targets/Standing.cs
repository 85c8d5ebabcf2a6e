using Ephemerd.Config;
using Ephemerd.GitHub;

namespace Ephemerd.Intake.Targets;

/// <summary>How the listing of one wildcard of one credential stands.</summary>
/// <param name="Due">When it is listed next, by <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="Fault">Of the newest listing; null when it came whole, and before the first.</param>
/// <param name="Failing">Failed listings in a row.</param>
internal sealed record Standing(GitHubDoor Door, Target Target, long Due, Roster Roster, GitHubFault? Fault = null, int Failing = 0)
{
    /// <summary>Whether a complete listing was ever had: until then an empty roster says nothing.</summary>
    public bool IsKnown { get; init; }

    public bool IsOf(GitHubDoor door, Target target) => Door.GitHub == door.GitHub && Target == target;
}
