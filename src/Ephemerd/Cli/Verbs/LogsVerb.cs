using System.CommandLine;

namespace Ephemerd.Cli.Verbs;

internal static class LogsVerb
{
    public static Command Make(CliContext cli)
    {
        var key = new Argument<string>("JOB") { Description = KeyMeaning };
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
            using var daemon = cli.Connect(parsed);
            var output = Console.OpenStandardOutput();
            await using (output.ConfigureAwait(false))
            {
                try
                {
                    await daemon.CopyLogAsync(parsed.GetRequiredValue(key), 0, parsed.GetValue(follow), output, stop).ConfigureAwait(false);
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

    internal const string KeyMeaning = "A runner's name, the number of the job it took, or an unmistakable beginning of the name or of its run id.";
}
