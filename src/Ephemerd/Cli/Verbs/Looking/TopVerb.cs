using System.CommandLine;
using Ephemerd.Cli.Output;
using Ephemerd.Status.Control;
using Spectre.Console;

namespace Ephemerd.Cli.Verbs;

/// <summary>Slots, queue and budgets, drawn anew every second; once and plain where nobody watches.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public static Command Make(CliContext cli)
    {
        var once = new Option<bool>("--once") { Description = "Draw once and leave, as is done anyway where the output is no terminal." };
        var verb = new Verb("top", "A live view: who runs and for how long, what waits and why, what GitHub still allows. Leave with Ctrl-C.")
        {
            Options = { once },
            Examples = [("ephemerd top", "until Ctrl-C"), ("watch -n 5 ephemerd top --once", "another pace")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var first = await LookAsync(daemon, cli.Screen, stop).ConfigureAwait(false);
            if (parsed.GetValue(once) || !cli.Screen.IsTerminal)
            {
                TopPicture.Print(first, cli.Screen);
                return ExitCode.Done;
            }

            await WatchAsync(daemon, first, cli.Screen, stop).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Task WatchAsync(ControlClient daemon, TopLook first, Screen screen, CancellationToken stop) =>
        screen.Terminal().Live(TopPicture.Draw(first, screen)).AutoClear(enabled: true).StartAsync(async live =>
        {
            var last = first;
            using var ticks = new PeriodicTimer(Every, screen.Clock);
            try
            {
                while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
                {
                    last = await TryLookAsync(daemon, last, screen, stop).ConfigureAwait(false);
                    live.UpdateTarget(TopPicture.Draw(last, screen));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ctrl-C is how one leaves.
            }
        });

    /// <summary>A daemon that restarts is no reason to leave: the last picture stays, and says that it is old.</summary>
    private static async Task<TopLook> TryLookAsync(ControlClient daemon, TopLook last, Screen screen, CancellationToken stop)
    {
        try
        {
            return await LookAsync(daemon, screen, stop).ConfigureAwait(false);
        }
        catch (ControlFault fault)
        {
            return last with { Trouble = fault.Message };
        }
    }

    private static async Task<TopLook> LookAsync(ControlClient daemon, Screen screen, CancellationToken stop) => new(
        await daemon.StateAsync(stop).ConfigureAwait(false), await daemon.JobsAsync(stop).ConfigureAwait(false), screen.Clock.GetUtcNow(), null);
}
