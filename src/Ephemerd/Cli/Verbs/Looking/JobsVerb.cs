using System.CommandLine;
using System.Globalization;
using Ephemerd.Cli.Output;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class JobsVerb
{
    private const int ShownFinished = 20;

    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var all = new Option<bool>("--all") { Description = $"Every finished run the daemon still holds, not only the last {ShownFinished}." };
        var verb = new Verb("jobs", "Jobs that wait and why, runners alive, and the last that ended.")
        {
            Options = { json, all },
            Examples =
            [
                ("ephemerd jobs", "waiting, alive, lately ended"),
                ("ephemerd jobs --json | jq '.runs[] | select(.outcome == \"failed\")'", "for scripts"),
            ],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var jobs = Cut(await daemon.JobsAsync(stop).ConfigureAwait(false), parsed.GetValue(all) ? int.MaxValue : ShownFinished);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(jobs, ControlJson.Default.JobsView);
            }
            else
            {
                Show(jobs, cli.Screen);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static JobsView Cut(JobsView jobs, int finished)
    {
        var ended = jobs.Runs.Where(r => r.EndedAt is not null).OrderBy(r => r.EndedAt).TakeLast(finished);
        return jobs with { Runs = [.. ended, .. jobs.Runs.Where(r => r.EndedAt is null)] };
    }

    private static void Show(JobsView jobs, Screen screen)
    {
        if (jobs.Waiting.Count + jobs.Runs.Count == 0)
        {
            screen.Line("no jobs wait, no runner is alive and none has ended since the daemon started");
            return;
        }

        screen.Table(
            ["WAITING", "REPOSITORY", "JOB", "LABELS", "SINCE", "WHY"],
            [.. jobs.Waiting.Select(w => new[]
            {
                w.JobId.ToString(CultureInfo.InvariantCulture), w.Repo, w.Name, string.Join(',', w.Labels), screen.Since(w.QueuedAt), $"{w.Verdict}: {w.Reason}",
            })]);
        if (jobs.Waiting.Count > 0 && jobs.Runs.Count > 0)
        {
            screen.Line();
        }

        screen.Table(
            ["RUNNER", "REPOSITORY", "JOB", "STATE", "SINCE", "ISOLATION", "USER", "REASON"],
            [.. jobs.Runs.Select(r => new[]
            {
                r.Name, r.Repo, r.Job is { } job ? $"{job.JobId} {job.Name}" : "-", r.Outcome ?? r.Phase,
                screen.Since(r.EndedAt ?? r.BusyAt ?? r.StartedAt ?? r.GrantedAt), r.Isolation ?? "-", r.User ?? "-", r.Reason ?? "",
            })]);
    }
}
