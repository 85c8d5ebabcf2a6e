using System.Collections.Immutable;
using Ephemerd.GitHub;

namespace Ephemerd.Intake.Targets;

/// <summary>
/// What a complete listing changes. Pure. A repository that is there and can be served is served at once; one that GitHub says is archived, disabled
/// or not ours to administer is not; one that is absent must be absent twice in a row, since a listing read page by page can miss one while others
/// come and go. A listing that failed changes nothing and never gets here.
/// </summary>
internal static class RosterRules
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    public static Roster After(Roster before, IReadOnlyCollection<ListedRepository> listing)
    {
        var listed = listing.Select(r => r.Name).ToHashSet();
        var absent = before.Served.Except(listed);
        var serving = listing.Where(r => r.CanServe).Select(r => r.Name).ToImmutableHashSet();
        var missed = absent.Except(before.Missed);
        return new Roster(serving.Union(missed), missed, listing.Count(r => !r.CanServe));
    }

    /// <param name="failing">Failed listings in a row; 0 after a complete one.</param>
    /// <param name="chance">In [0, 1).</param>
    public static TimeSpan Wait(GitHubFault? fault, int failing, DateTimeOffset now, double chance)
    {
        var wait = (fault is null ? Interval : Min(Interval, FirstPause * Math.Pow(2, Math.Min(failing - 1, 8)))) * (0.9 + (0.2 * chance));
        return fault?.RetryAt - now is { } told && told > wait ? told : wait;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
