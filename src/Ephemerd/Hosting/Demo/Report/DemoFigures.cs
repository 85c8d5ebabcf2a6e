using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Hosting.Demo.Plan;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Demo.Report;

/// <summary>What was seen while the daemon lived.</summary>
/// <param name="Summary">The forge's word on the jobs.</param>
/// <param name="Jobs">The daemon's word on its runs.</param>
/// <param name="First">The daemon before the first job.</param>
/// <param name="Worked">The daemon when all was done.</param>
/// <param name="ChargedIdle">Over the window; null when it was not watched.</param>
internal sealed record DemoFigures(
    ForgeSummary Summary, JobsView Jobs, StateView First, StateView Worked, long? ChargedIdle, TimeSpan IdleWindow, double? PeakMemory)
{
    public DemoReport Report(DemoPlan plan, TimeSpan took, int violations, IReadOnlyList<string> leaks)
    {
        var requests = Worked.Credentials.Sum(c => c.Requests) - First.Credentials.Sum(c => c.Requests);
        return new DemoReport(
            plan.Runs.Count,
            plan.Repositories.Count,
            Math.Round(took.TotalSeconds, 1),
            Summary.Succeeded,
            plan.Runs.Count - Summary.Succeeded,
            violations,
            leaks.Count,
            FigureRules.WeakestIsolation(Jobs),
            FigureRules.QueuedToStarted(Jobs),
            FigureRules.Decision(Jobs),
            Math.Round(requests / (double)plan.Runs.Count, 1),
            ChargedIdle is { } charged ? Math.Round(charged / IdleWindow.TotalHours / plan.Repositories.Count, 1) : null,
            IdleWindow.TotalSeconds,
            PeakMemory is { } memory ? Math.Round(memory, 1) : null)
        {
            LeakList = leaks,
        };
    }
}
