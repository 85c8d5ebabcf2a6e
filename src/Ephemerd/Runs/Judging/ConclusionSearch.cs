using Ephemerd.Demand;
using Ephemerd.Ledger;
using Ephemerd.Model;

namespace Ephemerd.Runs;

/// <summary>
/// Asks GitHub how the job of an ended runner did. Looks tell it by themselves while its run is open; a job that ended while no daemon lived is
/// in no listing of open work, so it is asked after by its number, and where nobody ever saw its number it is looked for among the newest runs
/// that have ended. Holds no place meanwhile.
/// </summary>
internal sealed class ConclusionSearch(RunnerOrder order, RunDoors doors, DemandBook demand, TimeProvider clock)
{
    /// <summary>
    /// How long GitHub may take to tell. Its listings lag by up to 10 s, and a burst can hold our own looks back for the whole minute of the
    /// secondary limit; the wait holds no place, so it is generous.
    /// </summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <summary>What the job is known as by then, with its conclusion where there is one; null when no job of the runner was found.</summary>
    /// <param name="known">The job its runner was seen with, by an earlier daemon.</param>
    /// <param name="word">What GitHub said of its registration: a runner may have had a job and come to say nothing of it.</param>
    /// <exception cref="OperationCanceledException">There is no time, and what the job became is all that is missing.</exception>
    public async Task<ObservedJob?> FindAsync(RunEvidence evidence, JobSighting? known, LastWord word, CancellationToken hurry)
    {
        // There is nothing to learn of a job that our own gate refused.
        if (evidence is not RunEvidence.Ended { End.Refused: null } ended)
        {
            return demand.TakenBy(order.Name);
        }

        var had = ended.End.SawJob || known is not null || demand.TakenBy(order.Name) is not null || word is LastWord.HasJob;
        if (!had && !RunOutcomeRules.IsGitHubsToSay(evidence, word))
        {
            return null;
        }

        try
        {
            return await BoundedAsync(known, had, hurry).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.Stopped is not null)
        {
            // A runner ended at once could not tell GitHub, which then takes ten minutes to give the job up. That we ended it is verdict enough.
            return demand.TakenBy(order.Name);
        }
    }

    private async Task<ObservedJob?> BoundedAsync(JobSighting? known, bool had, CancellationToken hurry)
    {
        using var bound = new CancellationTokenSource(Bound, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, hurry);
        try
        {
            return await AskAsync(known, had, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!hurry.IsCancellationRequested)
        {
            return demand.TakenBy(order.Name);
        }
    }

    private async Task<ObservedJob?> AskAsync(JobSighting? known, bool had, CancellationToken stop)
    {
        var repo = order.Class.Repo;
        if (known is not null)
        {
            doors.Follow(repo, known.JobId);
        }

        doors.LookAgain(repo);
        var job = await demand.ConcludedAsync(order.Name, ChargingRules.ListingLag, stop).ConfigureAwait(false);
        if (job?.Facts.Conclusion is not null)
        {
            return job;
        }

        if (job is null && known is null && await doors.EndedJobs.FindAsync(order, stop).ConfigureAwait(false) is { } found)
        {
            doors.Follow(repo, found);
            doors.LookAgain(repo);
        }
        else if (job is null && !had)
        {
            // Its registration was gone for another reason.
            return null;
        }

        return await demand.ConcludedAsync(order.Name, Bound, stop).ConfigureAwait(false);
    }
}
