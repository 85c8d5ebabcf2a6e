using System.CommandLine;
using System.Globalization;
using Ephemerd.Cli.Output;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class ExplainVerb
{
    public static Command Make(CliContext cli)
    {
        var key = KeyArgument.One($"The number of a job that waits. {KeyArgument.Meaning}");
        var json = CliContext.JsonOption();
        var verb = new Verb("explain", "Why a job waits, question by question, with each fact and its age; or the story of a run.")
        {
            Arguments = { key },
            Options = { json },
            Examples =
            [
                ("ephemerd explain 4711", "why job 4711 waits, or what became of it"),
                ("ephemerd explain 4711 --json | jq -r .waiting.job.verdict", "for scripts"),
            ],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var found = await daemon.ExplainAsync(parsed.GetRequiredValue(key), stop).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(found, ControlJson.Default.ExplainView);
            }
            else
            {
                Show(found, cli.Screen);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(ExplainView found, Screen screen)
    {
        if (found.Waiting is { } waiting)
        {
            Show(waiting, screen);
        }

        foreach (var run in found.Runs)
        {
            Show(run, screen);
        }
    }

    private static void Show(ExplainedJobView waiting, Screen screen)
    {
        var job = waiting.Job;
        screen.Line($"job {job.JobId} '{job.Name}' of {job.Repo}, run {job.RunId}, attempt {job.Attempt}, has waited for {screen.Since(job.QueuedAt)}: {job.Verdict}");
        screen.Line($"  {job.Reason}");
        screen.Line();
        var decided = false;
        foreach (var asked in waiting.Questions)
        {
            screen.Line($"{(asked.Holds ? "yes" : "NO ")}  {asked.Question}{(asked.Holds || decided ? "" : "   <- this is why")}");
            decided |= !asked.Holds;
            var widest = asked.Facts.Count == 0 ? 0 : asked.Facts.Max(f => f.Name.Length);
            foreach (var fact in asked.Facts)
            {
                screen.Line($"       {fact.Name.PadRight(widest)}  {fact.Value}  ({fact.Source}, {Screen.Age(TimeSpan.FromSeconds(fact.AgeSeconds))} ago)");
            }
        }
    }

    /// <summary>What is counted in bytes, for eyes.</summary>
    private static string? Amount(string limit, string? value) =>
        limit is "memory" or "disk" && long.TryParse(value, CultureInfo.InvariantCulture, out var bytes)
            ? $"{(bytes / 1048576.0).ToString("0.#", CultureInfo.InvariantCulture)} MiB"
            : value;

    private static void Show(RunStoryView story, Screen screen)
    {
        var run = story.Run;
        screen.Line($"run {run.Name} of {run.Repo}: {run.Outcome ?? run.Phase}{(run.Reason is { } reason ? $", {reason}" : "")}");
        screen.Line($"  labels {string.Join(',', run.Labels)}; backend {run.Backend}; timeout {story.Timeout}; egress {story.Egress}; runner {run.RunnerVersion ?? "unknown"}");
        foreach (var limit in run.Limits)
        {
            screen.Line($"  limit {limit.Name}: asked {Amount(limit.Name, limit.Requested) ?? "unlimited"}, set {Amount(limit.Name, limit.Applied) ?? "none"} ({limit.By})");
        }

        screen.Line();
        screen.Table(["AT", "WHAT", "DETAIL"], [.. story.Story.Select(m => new[] { m.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), m.What, RecordWords.Of(m.Detail) })]);
    }
}
