using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;
using Ephemerd.Cli.Verbs;
using Ephemerd.Config;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli;

/// <summary>The whole command line: which verbs there are, and how what goes wrong becomes a line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, VerbOffers offers, Screen screen, CancellationToken stop)
    {
        var parsed = Root(new CliContext(new GlobalOptions(), offers, HostEnvironment.Current(), screen)).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var fault in UsageFaults.Of(parsed))
            {
                screen.Error(fault);
            }

            screen.Error($"see `{Line(parsed.CommandResult.Command)} --help`");
            return ExitCode.Wrong;
        }

        try
        {
            // Signals are the caller's: a daemon ends in its own time, not in the two seconds the library would give it.
            var how = new InvocationConfiguration
            {
                Output = screen.Output, Error = screen.Errors, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(how, stop).ConfigureAwait(false);
        }
        catch (ControlFault fault)
        {
            screen.Error(fault.Message);
            return fault.Kind switch
            {
                ControlFaultKind.NotReachable => ExitCode.NotReachable,
                ControlFaultKind.Wrong => ExitCode.Wrong,
                _ => ExitCode.Failed,
            };
        }
        catch (VerbFault fault)
        {
            screen.Error(fault.Message);
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Error("interrupted");
            return ExitCode.Failed;
        }
        finally
        {
            screen.Flush();
        }
    }

    private static RootCommand Root(CliContext cli)
    {
        var root = new RootCommand("Turns this machine into a pool of disposable GitHub Actions runners.")
        {
            ServeVerb.Make(cli),
            DemoVerb.Make(cli),
            ForgeVerb.Make(cli),
            StatusVerb.Make(cli),
            TopVerb.Make(cli),
            JobsVerb.Make(cli),
            ExplainVerb.Make(cli),
            EventsVerb.Make(cli),
            LogsVerb.Make(cli),
            KillVerb.Make(cli),
            DrainVerb.Make(cli),
            ResumeVerb.Make(cli),
            SweepVerb.Make(cli),
            ReloadVerb.Make(cli),
            DoctorVerb.Make(cli),
            ConfigVerb.Make(cli),
            RunnerVerb.Make(cli),
            CompletionVerb.Make(cli),
            cli.Global.Config,
            cli.Global.DataDirectory,
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples(
            (HelpAction)help.Action!,
            [
                ("ephemerd demo", "see it work, here and now, without GitHub"),
                ("ephemerd doctor", "is this machine and its configuration fit?"),
                ("ephemerd jobs", "what waits, what runs, what ended"),
                ("ephemerd explain 4711", "why job 4711 waits"),
            ]);
        return root;
    }

    private static string Line(Command command) =>
        string.Join(' ', Ancestors(command).Reverse().Select(c => c is RootCommand ? "ephemerd" : c.Name));

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return at;
        }
    }
}
