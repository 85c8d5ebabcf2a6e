using System.CommandLine;
using System.Text.Json;
using Ephemerd.Cli.Output;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

/// <summary>What the ledger remembers, in its order. Followed by number, so that nothing is missed or told twice, a daemon's restart included.</summary>
internal static class EventsVerb
{
    private const int Usual = 50;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var key = new Argument<string?>("JOB") { Description = $"{LogsVerb.KeyMeaning} Without it, of every run.", Arity = ArgumentArity.ZeroOrOne };
        var kind = new Option<string?>("--kind") { Description = "Only of this kind, such as job.finished.", HelpName = "KIND" };
        var limit = new Option<int>("--limit") { Description = "How many of the newest: 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => Usual };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what happens next; as JSON one object a line. Leave with Ctrl-C." };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--limit takes a number from 1 to 1000.");
            }
        });
        var verb = new Verb("events", "What happened to runs, from the ledger: leased, started, what was seen of them, finished.")
        {
            Arguments = { key },
            Options = { json, kind, limit, follow },
            Examples =
            [
                ("ephemerd events", "the newest"),
                ("ephemerd events 4711", "of the run that took job 4711"),
                ("ephemerd events --kind job.finished -f --json", "for a collector: every end, as it comes"),
            ],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var page = await daemon.EventsAsync(parsed.GetValue(key), null, parsed.GetValue(limit), stop).ConfigureAwait(false);
            var teller = new Teller(cli.Screen, parsed.GetValue(kind), parsed.GetValue(json), parsed.GetValue(follow));
            teller.Tell(page);
            if (parsed.GetValue(follow))
            {
                await FollowAsync(cli, parsed, parsed.GetValue(key), teller, page.Last, stop).ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task FollowAsync(CliContext cli, ParseResult parsed, string? key, Teller teller, long last, CancellationToken stop)
    {
        using var daemon = cli.Connect(parsed);
        using var ticks = new PeriodicTimer(Again, cli.Screen.Clock);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                last = await NextAsync(daemon, key, teller, last, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }
    }

    private static async Task<long> NextAsync(ControlClient daemon, string? key, Teller teller, long last, CancellationToken stop)
    {
        try
        {
            var page = await daemon.EventsAsync(key, last, 1000, stop).ConfigureAwait(false);
            teller.Tell(page);
            return page.Last;
        }
        catch (ControlFault fault) when (fault.Kind == ControlFaultKind.NotReachable)
        {
            // The next daemon has the same ledger: what happens meanwhile is told then.
            return last;
        }
    }

    private sealed class Teller(Screen screen, string? kind, bool json, bool follow)
    {
        public void Tell(EventsView page)
        {
            var events = page.Events.Where(e => kind is null || e.Kind == kind).ToList();
            if (json && !follow)
            {
                screen.Json(page with { Events = events }, ControlJson.Default.EventsView);
                return;
            }

            foreach (var one in events)
            {
                screen.Line(json
                    ? JsonSerializer.Serialize(one, ControlJson.Default.EventView)
                    : $"{one.At:yyyy-MM-ddTHH:mm:ssZ}  {one.Run}  {one.Kind,-14}  {RecordWords.Of(one.Detail)}");
            }
        }
    }
}
