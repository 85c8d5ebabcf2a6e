using System.Globalization;
using System.Text.Json;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;
using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Hosting.Demo.Plan;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Demo.Report;

/// <summary>What a demo says while it runs and when it is over.</summary>
internal sealed class DemoScreen(Screen screen)
{
    /// <summary>Enough to see of what kind they are.</summary>
    private const int MostLeaksShown = 20;

    private string _last = "";

    public void Promise(DemoPlan plan, DemoOptions options, DemoPlaces places) => screen.Line(
        $"{plan.Runs.Count} jobs over {plan.Repositories.Count} repositories on backend {options.Backend}, at most {plan.HostLimit} at once"
        + $"{(options.OneByOne ? ", queued one by one" : "")}; everything is under {places.Root}{(options.Keep ? " and stays there" : "")}");

    /// <summary>What was really achieved, loudly where it is less than it could be.</summary>
    public void Isolation(StateView state)
    {
        foreach (var backend in state.Backends)
        {
            var full = backend.Isolation is "namespaces_and_service_user" or "virtual_machine";
            screen.Line($"{(full ? "isolation" : "ISOLATION IS WEAKER THAN IT COULD BE")}: {backend.Name} has {backend.Isolation}{(full || Environment.IsPrivilegedProcess ? "" : "; run as root for service users and limits")}");
            foreach (var note in backend.Notes)
            {
                screen.Line($"  {note}");
            }
        }
    }

    public void Say(string text) => screen.Line(text);

    /// <summary>A line for every change; on a terminal one line that is written over.</summary>
    public void Progress(ForgeSummary summary, int jobs)
    {
        var line = $"{summary.Finished}/{jobs} finished, {summary.Succeeded} of them successfully; {summary.Running} running, {summary.Registered} runners registered";
        if (line == _last)
        {
            return;
        }

        _last = line;
        if (screen.IsTerminal)
        {
            screen.Output.Write($"\r\u001b[K{line}{(summary.Finished == jobs ? "\n" : "")}");
        }
        else
        {
            screen.Line(line);
        }
    }

    public void Show(DemoReport report, bool json)
    {
        foreach (var leak in report.LeakList.Take(MostLeaksShown))
        {
            screen.Line($"LEFT BEHIND: {leak}");
        }

        if (report.LeakList.Count > 0)
        {
            var more = report.LeakList.Count > MostLeaksShown ? $"and {report.LeakList.Count - MostLeaksShown} more, all in --json; " : "";
            screen.Line($"{more}the census is of the whole machine: what other programs made meanwhile, another ephemerd for one, is counted too");
        }

        foreach (var difference in report.DisagreementList.Take(MostLeaksShown))
        {
            screen.Line($"THE LEDGER DISAGREES: {difference}");
        }

        if (json)
        {
            screen.Line(JsonSerializer.Serialize(report, DemoJson.Default.DemoReport));
            return;
        }

        screen.Line();
        screen.Table(["FIGURE", "VALUE"], Rows(report));
        screen.Line();
        screen.Line(report.AllWell ? "all well: every job succeeded and is recorded so, no limit was exceeded, nothing is left" : "NOT WELL: see above");
    }

    private static List<string[]> Rows(DemoReport report) =>
    [
        ["jobs succeeded", $"{report.Succeeded} of {report.Jobs}"],
        ["limit violations, by the forge", Number(report.LimitViolations)],
        ["left behind", Number(report.Leaks)],
        ["ends on which ledger and GitHub disagree", Number(report.Disagreements)],
        ["isolation, the weakest", report.Isolation],
        ["queued to started, ms", Pair(report.QueuedToStartedMs)],
        ["decision, ms", Pair(report.DecisionMs)],
        ["requests per job", Number(report.RequestsPerJob)],
        ["charged while idle, per repository and hour", report.ChargedIdlePerRepoHour is { } idle ? $"{Number(idle)} (watched {Number(report.IdleWindowSeconds)} s)" : "not watched"],
        ["daemon's memory at most, MiB", report.DaemonRssMib is { } rss ? Number(rss) : "not told by this system"],
        ["seconds", Number(report.Seconds)],
    ];

    private static string Pair(Percentiles? values) => values is null ? "none measured" : $"p50 {Number(values.P50)}, p95 {Number(values.P95)}";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
