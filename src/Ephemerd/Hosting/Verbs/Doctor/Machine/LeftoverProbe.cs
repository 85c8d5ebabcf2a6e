using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Hosting.Sweeping;
using Ephemerd.Status;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>
/// What earlier daemons left, here and at GitHub: the look of <c>sweep --dry-run</c>, and so of everything we make. While a daemon runs its own
/// sweep looks after that.
/// </summary>
internal static class LeftoverProbe
{
    /// <summary>GitHub may be slow, and other lines say that; within what a line gets.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    public static async Task<Finding> AskAsync(Places places, HostEnvironment host, TimeProvider clock, CancellationToken stop)
    {
        if (!Directory.Exists(places.DataDirectory))
        {
            return new Finding(FindingVerdict.Ok, "there is no data directory, so nothing of ours is here");
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            return Judge(await new SweepWork(host, clock).SweepAsync(places, dryRun: true, either.Token).ConfigureAwait(false));
        }
        catch (VerbFault fault)
        {
            return new Finding(FindingVerdict.NotRun, fault.Message, "`ephemerd sweep --dry-run` asks the running daemon");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Finding(FindingVerdict.NotRun, $"the look did not end in {Patience.TotalSeconds:0} s", "`ephemerd sweep --dry-run` takes the time it needs");
        }
    }

    public static Finding Judge(SweepReport seen)
    {
        var open = seen.Rows.Where(r => r.Action is "hold" or "settle").ToList();
        return (seen.Rows.Except(open).ToList(), open, seen.PassedOver) switch
        {
            ([var one, ..] gone, _, _) => new Finding(
                FindingVerdict.Warn, $"{(gone.Count == 1 ? "1 thing of an ended run is here" : $"{gone.Count} things of ended runs are here, the first")}: {one.Family} {one.Name}: {one.Reason}",
                "start the daemon, which removes them, or run `ephemerd sweep`; `ephemerd sweep --dry-run` lists all"),
            (_, [var one, ..], _) => new Finding(
                FindingVerdict.Warn, $"{open.Count} runs or orders of an earlier daemon go on, the first: {one.Family} {one.Name}: {one.Reason}", "start the daemon, which takes them up"),
            (_, _, [var gap, ..]) => new Finding(
                FindingVerdict.Warn, $"not everything could be looked at: {gap.Family}: {gap.Reason}", "mend what the sentence names; `ephemerd sweep --dry-run` looks again"),
            _ => new Finding(FindingVerdict.Ok, "nothing of an earlier daemon is here"),
        };
    }
}
