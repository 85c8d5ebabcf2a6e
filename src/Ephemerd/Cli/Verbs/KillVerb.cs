using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

internal static class KillVerb
{
    public static Command Make(CliContext cli)
    {
        var key = KeyArgument.One();
        var verb = new Verb("kill", "End a run now, its job with it. GitHub shows the job as failed and does not queue it again.")
        {
            Arguments = { key },
            Examples = [("ephemerd kill 4711", "the runner that took job 4711")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            cli.Screen.Line((await daemon.KillAsync(parsed.GetRequiredValue(key), stop).ConfigureAwait(false)).Message);
            return ExitCode.Done;
        });
        return verb;
    }
}
