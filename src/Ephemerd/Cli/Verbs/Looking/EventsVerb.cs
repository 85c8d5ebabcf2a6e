using System.CommandLine;
using System.Text.Json;
using Ephemerd.Cli.Output;
using Ephemerd.Model;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

/// <summary>What the ledger remembers, in its order. Followed by number, so that nothing is missed or told twice, a daemon's restart included.</summary>
internal static class EventsVerb
{
    private const int Usual = 50;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    public static Command Make(CliContext cli)
    {
        var options = new EventsOptions(cli.Screen.Clock);
        var verb = new Verb("events", "What happened to runs, from the ledger: leased, started, finished.")
        {
            Arguments = { options.Key },
            Options = { options.Json, options.Kind, options.Repo, options.Since, options.Until, options.Limit, options.Follow },
            Examples =
            [
                ("ephemerd events", $"the newest {Usual}"),
                ("ephemerd events 4711", "of the run that took job 4711"),
                ("ephemerd events --repo acme/app --since 2h --limit 1000", "one repository, the last two hours"),
                ("ephemerd events --kind job.finished -f --json", "for a collector: every end, as it comes"),
            ],
        };
        ListOptions.InOrder(verb, options.Since, options.Until);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(options.Follow) && result.GetResult(options.Until) is not null)
            {
                result.AddError("--follow goes on with what comes, so there is no --until.");
            }
        });
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var (key, filter, follow) = (parsed.GetValue(options.Key), options.Read(parsed), parsed.GetValue(options.Follow));
            var page = await daemon.EventsAsync(key, filter, stop).ConfigureAwait(false);
            var teller = new Teller(cli.Screen, parsed.GetValue(options.Json), follow);
            teller.Tell(page);
            if (follow)
            {
                await FollowAsync(cli, parsed, key, filter with { After = page.Last, Limit = EventFilter.MostEvents }, teller, stop).ConfigureAwait(false);
            }
            else
            {
                teller.TellLeftOut(page);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task FollowAsync(CliContext cli, ParseResult parsed, string? key, EventFilter filter, Teller teller, CancellationToken stop)
    {
        using var daemon = cli.Connect(parsed);
        using var ticks = new PeriodicTimer(Again, cli.Screen.Clock);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                filter = filter with { After = await NextAsync(daemon, key, filter, teller, stop).ConfigureAwait(false) };
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }
    }

    private static async Task<long?> NextAsync(ControlClient daemon, string? key, EventFilter filter, Teller teller, CancellationToken stop)
    {
        try
        {
            var page = await daemon.EventsAsync(key, filter, stop).ConfigureAwait(false);
            teller.Tell(page);
            return page.Last;
        }
        catch (ControlFault fault) when (fault.Kind == ControlFaultKind.NotReachable)
        {
            // The next daemon has the same ledger: what happens meanwhile is told then.
            return filter.After;
        }
    }

    private sealed class Teller(Screen screen, bool json, bool follow)
    {
        public void Tell(EventsView page)
        {
            if (json && !follow)
            {
                screen.Json(page, ControlJson.Default.EventsView);
                return;
            }

            foreach (var one in page.Events)
            {
                screen.Line(json
                    ? JsonSerializer.Serialize(one, ControlJson.Default.EventView)
                    : $"{one.At:yyyy-MM-ddTHH:mm:ssZ}  {one.Run}  {one.Kind,-14}  {RecordWords.Of(one.Detail)}");
            }
        }

        public void TellLeftOut(EventsView page)
        {
            if (!json && page.LeftOut > 0)
            {
                screen.Error($"{page.LeftOut} older ones fit and are not shown; a higher --limit, or --until, shows them");
            }
        }
    }

    private sealed class EventsOptions(TimeProvider clock)
    {
        public Argument<string?> Key { get; } = KeyArgument.OneOrNone($"{KeyArgument.Meaning} Without it, of every run.");

        public Option<bool> Json { get; } = CliContext.JsonOption();

        public Option<string[]> Kind { get; } = ListOptions.Words("--kind", "Only of this kind.", "KIND", EventKinds.All);

        public Option<RepoName?> Repo { get; } = ListOptions.Repo();

        public Option<DateTimeOffset?> Since { get; } = ListOptions.Moment("--since", "Leave out what happened before.", clock);

        public Option<DateTimeOffset?> Until { get; } = ListOptions.Moment("--until", "Leave out what happened after.", clock);

        public Option<int?> Limit { get; } = ListOptions.Limit($"How many of the newest, else {Usual}:", EventFilter.MostEvents);

        public Option<bool> Follow { get; } = new("--follow", "-f") { Description = "Go on with what happens next; as JSON one object a line. Leave with Ctrl-C." };

        public EventFilter Read(ParseResult parsed) => new()
        {
            Repo = parsed.GetValue(Repo),
            Kinds = parsed.GetValue(Kind) ?? [],
            Since = parsed.GetValue(Since),
            Until = parsed.GetValue(Until),
            Limit = parsed.GetValue(Limit) ?? Usual,
        };
    }
}
