using System.CommandLine;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class LogsVerb
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    public static Command Make(CliContext cli)
    {
        var key = KeyArgument.One();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run has ended. Leave with Ctrl-C." };
        var verb = new Verb("logs", "The output of a run's runner. (The log of the job's own steps is at GitHub.)")
        {
            Arguments = { key },
            Options = { follow },
            Examples =
            [
                ("ephemerd logs 4711", "of the runner that took job 4711"),
                ("ephemerd logs 06e5x -f", "of the run whose id begins so, from its start and on"),
            ],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var output = Console.OpenStandardOutput();
            await using (output.ConfigureAwait(false))
            {
                try
                {
                    await CopyAsync(cli, parsed, parsed.GetRequiredValue(key), parsed.GetValue(follow), output, stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested && parsed.GetValue(follow))
                {
                    // Ctrl-C is how one leaves a followed log.
                }
            }

            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>
    /// A run outlives its daemon, and so does its reader: where the daemon goes away in the middle, the copy goes on from the same byte with
    /// the next one.
    /// </summary>
    private static async Task CopyAsync(CliContext cli, ParseResult parsed, string key, bool follow, Stream output, CancellationToken stop)
    {
        var from = 0L;
        for (var lost = false; ; lost = true)
        {
            try
            {
                using var daemon = cli.Connect(parsed);
                await daemon.CopyLogAsync(key, from, follow, output, stop).ConfigureAwait(false);
                return;
            }
            catch (ControlFault fault) when (follow && (lost || fault.Copied is not null) && fault.Kind == ControlFaultKind.NotReachable)
            {
                if (fault.Copied is { } copied)
                {
                    from += copied;
                    cli.Screen.Error("the daemon went away; the run may go on, and so does this once a daemon is back (Ctrl-C leaves)");
                }

                await Task.Delay(Again, cli.Screen.Clock, stop).ConfigureAwait(false);
            }
        }
    }
}
