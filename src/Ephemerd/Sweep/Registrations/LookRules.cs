using Ephemerd.Model;

namespace Ephemerd.Sweep;

/// <summary>
/// Whose runner listings are asked for at one sweep. A listing that did not change costs no charged request, one that did costs one; so a
/// repository is asked after its runs ended, not for its own sake, and an idle one never.
/// </summary>
internal static class LookRules
{
    /// <summary>Each finished run changes its repository's listing; this bounds what sweeping a busy one costs to 30 requests an hour.</summary>
    public static readonly TimeSpan AfterRuns = TimeSpan.FromMinutes(2);

    /// <summary>Of those that are only owed a look, per sweep: a thousand repositories after a lost database must not use up the minute's points.</summary>
    public const int MostOwed = 20;

    /// <summary>With up to so many repositories an operator's own wish asks all of them.</summary>
    public const int MostAsked = 100;

    /// <summary>GitHub's listings lag by up to 10 s: a look sooner after an end may have missed what was left.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(10);

    /// <summary>Ages, not times: after a clock was set back every end would seem older than the look before it.</summary>
    /// <param name="suspects">Repositories where something is being watched: every time.</param>
    /// <param name="owed">Repositories that were never looked at and may hold something of an earlier daemon.</param>
    /// <param name="ends">How long ago a run of a repository was first seen to have ended, of the last one.</param>
    /// <param name="looks">How long ago a repository's listing was asked for that was read whole.</param>
    public static IReadOnlyList<RepoName> Due(
        IReadOnlySet<RepoName> suspects, IReadOnlySet<RepoName> owed, IReadOnlyDictionary<RepoName, TimeSpan> ends,
        IReadOnlyDictionary<RepoName, TimeSpan> looks, int most = MostOwed) =>
    [
        .. suspects
            .Concat(ends.Where(end => !looks.TryGetValue(end.Key, out var look) || (end.Value - look < Lag && look >= AfterRuns)).Select(end => end.Key))
            .Concat(owed.Order().Take(most))
            .Distinct(),
    ];
}
