using Ephemerd.Model;

namespace Ephemerd.Sweep;

/// <summary>
/// Whose runner listings are asked for at one sweep. A listing that did not change costs no charged request, one that did costs one; so a
/// repository is asked after its runs ended, not for its own sake, and an idle one never.
/// </summary>
internal static class RegistrationRules
{
    /// <summary>Each finished run changes its repository's listing; this bounds what sweeping a busy one costs to 30 requests an hour.</summary>
    public static readonly TimeSpan AfterRuns = TimeSpan.FromMinutes(2);

    /// <summary>Of those that are only owed a look, per sweep: a thousand repositories after a lost database must not use up the minute's points.</summary>
    public const int MostOwed = 20;

    /// <summary>With up to so many repositories an operator's own wish asks all of them.</summary>
    public const int MostAsked = 100;

    /// <param name="suspects">Repositories where something is being watched: every time.</param>
    /// <param name="owed">Repositories that were never looked at and may hold something of an earlier daemon.</param>
    /// <param name="ended">The runs of a repository that ended lately.</param>
    /// <param name="looks">What had ended when a repository's listing was last read whole, and how long ago that was.</param>
    public static IReadOnlyList<RepoName> Due(
        IReadOnlySet<RepoName> suspects, IReadOnlySet<RepoName> owed, IReadOnlyDictionary<RepoName, IReadOnlySet<SandboxName>> ended,
        IReadOnlyDictionary<RepoName, (IReadOnlySet<SandboxName> Ended, TimeSpan Age)> looks, int most = MostOwed) =>
    [
        .. suspects
            .Concat(ended.Where(of => !looks.TryGetValue(of.Key, out var look) || (look.Age >= AfterRuns && !of.Value.IsSubsetOf(look.Ended))).Select(of => of.Key))
            .Concat(owed.Order().Take(most))
            .Distinct(),
    ];
}
