using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Ledger;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Demo.Report;

/// <summary>Where the ledger and GitHub tell different stories of the same jobs.</summary>
internal static class AgreementRules
{
    /// <summary>One line for every job of GitHub's that has not exactly one run that ended as GitHub says, and for every run whose end nobody knows.</summary>
    public static IReadOnlyList<string> Differences(IEnumerable<JobSeen> jobs, IReadOnlyList<OrderRecord> records)
    {
        var runs = records.Where(r => r.End?.Job is not null).ToLookup(r => r.End!.Job!.JobId);
        return
        [
            .. jobs.Select(job => Difference(job, [.. runs[job.Id]])).OfType<string>(),
            .. records.Where(r => r.End?.Outcome == Outcome.Lost).Select(r => $"{r.Order.Name} is recorded as lost: {r.End!.Reason}"),
        ];
    }

    private static string? Difference(JobSeen job, IReadOnlyList<OrderRecord> runs) => (job.Conclusion, runs) switch
    {
        (null, _) => null,
        (_, []) => $"job {job.Id} ended as {job.Conclusion} and the ledger has no run of it",
        ({ } conclusion, [{ End: { } end }]) => Fits(end.Outcome, conclusion) ? null : $"job {job.Id} ended as {conclusion} and the ledger says {end.Outcome}: {end.Reason}",
        _ => $"job {job.Id} has {runs.Count} runs in the ledger",
    };

    private static bool Fits(Outcome outcome, string conclusion) => outcome switch
    {
        Outcome.Succeeded => conclusion == "success",
        Outcome.Cancelled => conclusion is "cancelled" or "skipped",
        Outcome.Failed or Outcome.TimedOut or Outcome.OomKilled or Outcome.Killed or Outcome.RefusedAtStart => conclusion is not "success",
        Outcome.Unused or Outcome.NeverCame or Outcome.RunnerTooOld or Outcome.Refused or Outcome.SandboxFailed or Outcome.Lost or Outcome.Abandoned => false,
    };
}
