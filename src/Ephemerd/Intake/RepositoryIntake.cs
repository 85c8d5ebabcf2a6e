using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>How the polling of one repository goes, for the status window.</summary>
/// <param name="LastLook">When the newest whole look began; null before the first.</param>
/// <param name="Failing">Failed looks in a row; 0 when the newest one came whole.</param>
/// <param name="LastFault">The newest failure, kept after it has passed.</param>
internal sealed record RepositoryIntake(RepoName Repo, DateTimeOffset? LastLook, long Looks, long Faults, int Failing, GitHubFault? LastFault)
{
    private const int Lasting = 3;

    /// <summary>GitHub refuses to show it, and will until somebody acts.</summary>
    public bool IsRefused => Failing > 0 && LastFault is { Kind: var kind } && !PollRules.IsPassing(kind);

    /// <summary>Nobody refuses, and still no look comes: often enough in a row to be no chance, or from the start.</summary>
    public bool IsUnreached => !IsRefused && (Failing >= Lasting || (Failing > 0 && LastLook is null));

    public RepositoryIntake Saw(DateTimeOffset at) => this with { LastLook = at, Looks = Looks + 1, Failing = 0 };

    public RepositoryIntake Missed(GitHubFault fault) => this with { Faults = Faults + 1, Failing = Failing + 1, LastFault = fault };
}
