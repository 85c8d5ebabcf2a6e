using Ephemerd.GitHub;

namespace Ephemerd.Intake;

/// <summary>How the polling under one credential goes, for the status window.</summary>
/// <param name="Repositories">Watched under it.</param>
/// <param name="Busy">Of these, looked at often because something goes on in them.</param>
/// <param name="Refused">Of these, GitHub will not show until somebody acts.</param>
/// <param name="BusyInterval">Between two looks at one busy repository, as the pace and what is left of the allowance give it now.</param>
/// <param name="IdleInterval">The same for the others.</param>
/// <param name="Lag">
/// The age of what is known: how long ago the oldest of the newest whole looks began, over all repositories that GitHub does not refuse. A job
/// queued longer ago than this has been seen. Of one that no look has come whole of yet, since it began to be watched. Null where there is none.
/// </param>
/// <param name="FirstRefusal">What GitHub said of the first of the refused.</param>
internal sealed record CredentialIntake(
    string Name, int Repositories, int Busy, int Refused, TimeSpan BusyInterval, TimeSpan IdleInterval, TimeSpan? Lag, GitHubFault? FirstRefusal)
{
    /// <summary>Of the repositories, those of which no look comes though nobody refuses: no network, no answer, no allowance left.</summary>
    public int Unreached { get; init; }

    /// <summary>Why the first of these was not reached.</summary>
    public GitHubFault? FirstMiss { get; init; }
}
