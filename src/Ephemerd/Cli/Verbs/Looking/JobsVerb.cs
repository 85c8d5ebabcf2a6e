using System.CommandLine;
using System.Globalization;
using Ephemerd.Cli.Output;
using Ephemerd.Model;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class JobsVerb
{
    private const int ShownEnded = 20;

    public static Command Make(CliContext cli)
    {
        var options = new JobsOptions(cli.Screen.Clock);
        var verb = new Verb("jobs", "Jobs that wait and why, runners alive, and the last that ended, as far back as the ledger remembers.")
        {
            Options =
            {
                options.Json, options.All, options.Repo, options.Outcome, options.Since, options.Until, options.Label, options.Backend, options.Limit,
            },
            Examples =
            [
                ("ephemerd jobs", $"waiting, alive, the last {ShownEnded} that ended"),
                ("ephemerd jobs --all --repo acme/app --since 2h", "one repository, the last two hours"),
                ("ephemerd jobs --outcome failed,lost --since 2026-03-04T00:00:00Z --until 2026-03-05T00:00:00Z", "what went wrong on a day"),
                ("ephemerd jobs --label gpu --limit 100", "the last hundred that carried a label"),
                ("ephemerd jobs --all --json | jq '.runs[] | select(.outcome == \"failed\")'", "for scripts"),
            ],
        };
        ListOptions.InOrder(verb, options.Since, options.Until);
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var filter = options.Read(parsed);
            var jobs = await daemon.JobsAsync(filter, stop).ConfigureAwait(false);
            if (parsed.GetValue(options.Json))
            {
                cli.Screen.Json(jobs, ControlJson.Default.JobsView);
            }
            else
            {
                Show(jobs, filter.Limit, cli.Screen);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(JobsView jobs, int limit, Screen screen)
    {
        if (jobs.Waiting.Count + jobs.Runs.Count == 0)
        {
            screen.Line("no job that waits, no runner that is alive and none that has ended fits");
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
        if (jobs.LeftOut > 0)
        {
            screen.Line($"{jobs.LeftOut} more that ended fit and are not shown; {(limit < RunFilter.MostEnded ? "--all or a higher --limit shows them" : "narrow it, by --until for one")}");
        }
    }

    private sealed class JobsOptions(TimeProvider clock)
    {
        public Option<bool> Json { get; } = CliContext.JsonOption();

        public Option<bool> All { get; } = new("--all") { Description = $"Every run that ended and fits, up to {RunFilter.MostEnded}, not only the last {ShownEnded}." };

        public Option<RepoName?> Repo { get; } = ListOptions.Repo();

        public Option<string[]> Outcome { get; } = ListOptions.Words("--outcome", "Only runs that ended so.", "OUTCOME", ListWords.Outcomes);

        public Option<DateTimeOffset?> Since { get; } = ListOptions.Moment("--since", "Leave out what ended before.", clock);

        public Option<DateTimeOffset?> Until { get; } = ListOptions.Moment("--until", "Leave out what began after.", clock);

        public Option<string[]> Label { get; } = ListOptions.Labels();

        public Option<string?> Backend { get; } = new("--backend") { Description = "Only of this backend.", HelpName = "NAME" };

        public Option<int?> Limit { get; } = ListOptions.Limit($"How many that ended: the newest, {ShownEnded} without --all.", RunFilter.MostEnded);

        public RunFilter Read(ParseResult parsed) => new()
        {
            Repo = parsed.GetValue(Repo),
            Outcomes = [.. (parsed.GetValue(Outcome) ?? []).Select(ListWords.OutcomeOf)],
            Since = parsed.GetValue(Since),
            Until = parsed.GetValue(Until),
            Labels = parsed.GetValue(Label) ?? [],
            Backend = parsed.GetValue(Backend),
            Limit = parsed.GetValue(Limit) ?? (parsed.GetValue(All) ? RunFilter.MostEnded : ShownEnded),
        };
    }
}
