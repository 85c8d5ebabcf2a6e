using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

internal static class DrainVerb
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static Command Make(CliContext cli)
    {
        var wait = new Option<bool>("--wait") { Description = "Return when no runner is alive any more." };
        var verb = new Verb("drain", "Start no new runners; those alive go on to their end. The daemon stays up.")
        {
            Options = { wait },
            Examples = [("ephemerd drain --wait && systemctl reboot", "an orderly reboot"), ("ephemerd resume", "take work again")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            cli.Screen.Line((await daemon.DrainAsync(stop).ConfigureAwait(false)).Message);
            var clock = cli.Screen.Clock;
            while (parsed.GetValue(wait) && await daemon.StateAsync(stop).ConfigureAwait(false) is not { Draining: true, Live: 0 })
            {
                await Task.Delay(Look, clock, stop).ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return verb;
    }
}
