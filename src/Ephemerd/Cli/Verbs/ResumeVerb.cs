using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

internal static class ResumeVerb
{
    public static Command Make(CliContext cli)
    {
        var verb = new Verb("resume", "Take new work again after drain.") { Examples = [("ephemerd drain --wait && ephemerd resume", "let what runs end, then go on")] };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            cli.Screen.Line((await daemon.ResumeAsync(stop).ConfigureAwait(false)).Message);
            return ExitCode.Done;
        });
        return verb;
    }
}
