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

    /// <param name="suspects">Repositories where something is being watched: every time.</param>
    /// <param name="owed">Repositories that were never looked at and may hold something of an earlier daemon.</param>
    /// <param name="ends">When a run of a repository ended last.</param>
    /// <param name="looks">When a repository's listing was last read whole.</param>
    public static IReadOnlyList<RepoName> Due(
        IReadOnlySet<RepoName> suspects, IReadOnlySet<RepoName> owed, IReadOnlyDictionary<RepoName, DateTimeOffset> ends,
        IReadOnlyDictionary<RepoName, DateTimeOffset> looks, DateTimeOffset now, int most = MostOwed) =>
    [
        .. suspects
            .Concat(ends.Where(end => !looks.TryGetValue(end.Key, out var look) || (end.Value > look && now - look >= AfterRuns)).Select(end => end.Key))
            .Concat(owed.Order().Take(most))
            .Distinct(),
    ];
}
