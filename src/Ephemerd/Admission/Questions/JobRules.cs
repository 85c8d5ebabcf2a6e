using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>What is asked of a waiting job before any limit, in this order. All but the first need the job to have a class.</summary>
internal static class JobRules
{
    public static readonly Question<JobCase> Offered = new(
        "does a runner offered here carry its labels?", Verdict.NoFittingClass,
        c => c.Job.Class is not null,
        c => $"no runner offered here carries all of: {c.Job.Job.Labels}",
        c =>
        [
            c.Seen("labels", c.Job.Job.Labels.ToString()),
            c.Set("runners offered", Offers(c)),
            .. c.Job.Class is { } charged ? [c.Set("class", charged.Class.ToString())] : Array.Empty<Fact>(),
        ]);

    /// <summary>Whether it may have a runner at all. One that may not takes no other's place in the queue.</summary>
    public static readonly IReadOnlyList<Question<JobCase>> Allowed =
    [
        .. DispatchRules.Table,
        new(
            "is it still tried for?", Verdict.Abandoned,
            c => c.GivenUp is null,
            c => $"given up after {c.GivenUp!.Failures} failed tries: {c.GivenUp.Reason}. A runner of its class that comes, `ephemerd resume` or a new attempt brings it back",
            c => c.GivenUp is { } gone ? [new Fact("given up", gone.Reason, "retries", gone.At)] : [c.Now("given up", "no", "retries")]),
    ];

    /// <summary>Whether one is to be ordered for it now.</summary>
    public static readonly IReadOnlyList<Question<JobCase>> Ready =
    [
        new(
            "is there no runner on its way that may take it?", Verdict.RunnerComing,
            c => c.Ahead >= c.Coming,
            _ => "a runner that may take it is on its way",
            c =>
            [
                c.Now("runners of its class on their way", Number(c.Coming), "leases"),
                c.Seen("older jobs of its class", Number(c.Ahead)),
            ]),
        new(
            "does the daemon take new work?", Verdict.Draining,
            c => c.World.DrainingSince is null,
            _ => "the daemon is draining and takes no new work",
            c => c.World.DrainingSince is { } since
                ? [new Fact("draining", "yes", "drain or stop", since)]
                : [c.Now("draining", "no", "drain or stop")]),
        new(
            "has its class's pause after a failure passed?", Verdict.BackingOff,
            c => c.Pause is null || c.Pause.Until <= c.World.At,
            c => $"waits until {Clock(c.Pause!.Until)} UTC after {Tries(c.Pause.Failures)} in a row: {c.Pause.Reason}",
            c => c.Pause is { } pause
                ?
                [
                    new Fact("failed in a row", Tries(pause.Failures), "retries", pause.NotedAt),
                    new Fact("failing since", Time(pause.FailingSince), "retries", pause.FailingSince),
                    new Fact("last failure", pause.Reason, "retries", pause.NotedAt),
                    new Fact("next try not before", Time(pause.Until), "retries", pause.NotedAt),
                ]
                : [c.Now("failed in a row", Tries(0), "retries")]),
    ];

    private static string Offers(JobCase c)
    {
        var offers = c.World.Offered.Where(o => o.Class.Repo.Equals(c.Job.Job.Repo)).Select(o => $"{o.Class.Labels} by {o.Class.Backend}").ToList();
        return offers.Count == 0 ? "none" : string.Join("; ", offers);
    }

    private static string Tries(int failures) => failures == 1 ? "1 failed try" : $"{Number(failures)} failed tries";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
