using Ephemerd.Model;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Demo.Report;

/// <summary>Figures out of what the daemon says of its runs.</summary>
internal static class FigureRules
{
    /// <summary>Nearest rank: a value that was really measured. Null when nothing was.</summary>
    public static Percentiles? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : new Percentiles(At(sorted, 50), At(sorted, 95));
    }

    public static Percentiles? QueuedToStarted(JobsView jobs) => Of(
        jobs.Runs.Where(r => r.Job is not null && r.StartedAt is not null).Select(r => (r.StartedAt!.Value - r.Job!.QueuedAt).TotalMilliseconds));

    public static Percentiles? Decision(JobsView jobs) => Of(jobs.Runs.Select(r => r.DecisionMs).OfType<double>());

    /// <summary>The weakest of all runs, since a chain is what its weakest link is.</summary>
    public static string WeakestIsolation(JobsView jobs) =>
        Enum.GetValues<Isolation>().Select(ViewRules.Word).FirstOrDefault(word => jobs.Runs.Any(r => r.Isolation == word)) ?? "unknown";

    private static double At(List<double> sorted, int percent) =>
        Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)], 1);
}
