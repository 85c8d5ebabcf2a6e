using System.CommandLine;
using System.Globalization;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class ReloadVerb
{
    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var verb = new Verb("reload", "Read the configuration again. With any problem in it what is in force stays, and both are told; exit code 2 then.")
        {
            Options = { json },
            Examples = [("ephemerd config check && ephemerd reload", "look first"), ("kill -HUP PID", "the same by signal; the answer is in the log and in `ephemerd status`")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var answer = await daemon.ReloadAsync(stop).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(answer, ControlJson.Default.ReloadView);
            }
            else
            {
                foreach (var line in Lines(answer))
                {
                    cli.Screen.Line(line);
                }
            }

            return answer.Applied ? ExitCode.Done : ExitCode.Wrong;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(ReloadView answer)
    {
        if (!answer.Applied)
        {
            return
            [
                .. answer.Problems.Select(p => ConfigCheck.Text(new Problem(p.Where, p.What, p.Fix, p.Line, p.Column) { File = p.File })),
                string.Create(CultureInfo.InvariantCulture, $"not taken; what was read at {answer.InForceSince:yyyy-MM-dd HH:mm:ss}Z stays in force"),
            ];
        }

        return
        [
            answer.Changed.Count == 0 ? "in force; nothing that can change now is different" : $"in force; changed now: {string.Join(", ", answer.Changed)}",
            .. answer.NeedsRestart.Count == 0 ? Array.Empty<string>() : [$"takes effect at the daemon's next start: {string.Join(", ", answer.NeedsRestart)}"],
        ];
    }
}
