using System.Text.Json.Nodes;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>Holds what the ledger says of every order against what the forge knows of every job.</summary>
internal static class EndsCheck
{
    private static readonly Dictionary<string, string[]> Agree = new(StringComparer.Ordinal)
    {
        ["success"] = ["succeeded"],

        // A job that its runner's end or ours made fail is a failure at GitHub, whatever the reason here.
        ["failure"] = ["failed", "timed_out", "killed", "oom_killed", "lost"],
        ["cancelled"] = ["cancelled", "timed_out", "killed", "lost"],
    };

    /// <summary>Reads both and notes: every job ended once, every order ended once, none disagrees.</summary>
    public static async Task<IReadOnlyList<LedgerRow>> RunAsync(BenchmarkRun run, string prefix, Bed bed, CancellationToken stop)
    {
        var rows = LedgerReading.Rows(bed.Home.Database);
        var jobs = (await bed.Forge.Admin.StateAsync(stop)).Runs.SelectMany(r => r.Jobs).ToList();
        var ends = await EndsAsync(bed.Forge.Admin, stop);
        var taken = rows.Where(r => r.JobId is not null).ToLookup(r => r.JobId!.Value);
        run.CheckNone($"{prefix}every_job_ended_once", [.. jobs.Where(j => ends.GetValueOrDefault(j.Id) != 1).Select(j => $"job {j.Id} {j.Status}, {ends.GetValueOrDefault(j.Id)} ends")]);
        run.CheckNone($"{prefix}every_order_ended", [.. rows.Where(r => r.Outcome is null || r.LeaseOpen)]);
        run.CheckNone($"{prefix}one_run_a_job", [.. jobs.Where(j => taken[j.Id].Count() > 1).Select(j => $"job {j.Id}: {string.Join(", ", taken[j.Id].Select(r => r.Run))}")]);
        run.CheckNone($"{prefix}ledger_agrees", [.. jobs.Where(j => j.RunnerName is not null).SelectMany(j => Faults(j, [.. taken[j.Id]], rows))]);
        return rows;
    }

    /// <summary>How often each outcome was written.</summary>
    public static JsonObject Outcomes(IEnumerable<LedgerRow> rows) =>
        new(rows.GroupBy(r => r.Outcome ?? "open").OrderByDescending(g => g.Count()).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));

    private static IEnumerable<string> Faults(ForgeJob job, LedgerRow[] taken, IReadOnlyList<LedgerRow> rows)
    {
        if (taken is not [var row])
        {
            var its = rows.FirstOrDefault(r => r.Run == job.RunnerName);
            return taken.Length > 1 ? [] : [$"job {job.Id} ({job.Conclusion}) ran on {job.RunnerName} and no order says so; that run says {its?.Outcome}: {its?.Reason}"];
        }

        var agrees = row.Run == job.RunnerName && job.Conclusion is { } conclusion && Agree.GetValueOrDefault(conclusion)?.Contains(row.Outcome) == true;
        return agrees ? [] : [$"job {job.Id}: {job.Conclusion} on {job.RunnerName}; {row.Run} says {row.Outcome}: {row.Reason}"];
    }

    /// <summary>How often each job was seen to end, from the forge's journal.</summary>
    private static async Task<Dictionary<long, int>> EndsAsync(ForgeAdmin admin, CancellationToken stop)
    {
        var ends = new Dictionary<long, int>();
        long seq = 0;
        while (await admin.TransitionsAsync(seq, stop) is { Transitions.Count: > 0 } page)
        {
            foreach (var end in page.Transitions.Where(t => t is { Subject: "job", To: "completed" }))
            {
                ends[end.Id] = ends.GetValueOrDefault(end.Id) + 1;
            }

            seq = page.Seq;
        }

        return ends;
    }
}
