using System.Runtime.InteropServices;
using System.Text.Json;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary><c>bin/Runner.Listener</c>: from arguments and files to an exit code.</summary>
internal static class ListenerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = RunnerRoot.OfThisProcess();
        DotEnv.Load(root);
        var command = CommandLine.Parse(args);
        switch (command.Verb)
        {
            case "version":
                Console.Out.WriteLine(PackageVersion.Read());
                return (int)ReturnCode.Success;
            case "commit":
                Console.Out.WriteLine("practice");
                return (int)ReturnCode.Success;
            case "help":
                Console.Out.WriteLine("A practice stand-in for the GitHub Actions runner. Commands: run [--jitconfig BLOB] [--once], --version, --commit.");
                return (int)ReturnCode.Success;
            case "warmup":
                return (int)ReturnCode.Success;
            case "configure" or "remove":
                Console.Error.WriteLine($"'{command.Verb}' is not known here: this practice runner takes a just-in-time configuration only (run --jitconfig).");
                return (int)ReturnCode.TerminatedError;
            default:
                return await ListenAsync(root, command);
        }
    }

    private static async Task<int> ListenAsync(RunnerRoot root, CommandLine command)
    {
        using var signals = ShutdownSignals.Listen([PosixSignal.SIGINT, PosixSignal.SIGTERM]);
        var pace = Pace.FromEnvironment(TimeProvider.System);
        using var terminal = new Terminal(pace.Time, root.Diagnostics, "Runner");
        if (command.Unrecognized.Count > 0)
        {
            terminal.Say($"Unrecognized command-line input arguments: '{string.Join(", ", command.Unrecognized)}'. For usage refer to: ./config.sh --help");
        }

        if (command.JitConfig is { } blob && JitConfig.Unpack(blob, root) is { } problem)
        {
            terminal.Complain($"An error occurred: {problem}");
            return (int)ReturnCode.TerminatedError;
        }

        if (!root.IsConfigured)
        {
            terminal.Complain("An error occurred: Not configured. Run config.(sh/cmd) to configure the runner.");
            return (int)ReturnCode.TerminatedError;
        }

        return await LiveAsync(root, command.Once, terminal, pace, signals);
    }

    private static async Task<int> LiveAsync(RunnerRoot root, bool once, Terminal terminal, Pace pace, ShutdownSignals signals)
    {
        try
        {
            using var parts = new ListenerParts(root, terminal, pace);
            var code = await new Listener(
                parts, (parts, message) => JobInHand.Start(root, parts, message), once || parts.Settings.Ephemeral).RunAsync(signals.Stop);
            if (parts.DeleteConfigurationAtExit)
            {
                root.DeleteConfiguration();
            }

            return code;
        }
        catch (OperationCanceledException) when (signals.Received is { } signal)
        {
            terminal.Say("Exiting...");
            return (int)(signal is PosixSignal.SIGTERM ? ReturnCode.Terminated : ReturnCode.Success);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or IOException
            or UnauthorizedAccessException or KeyNotFoundException or InvalidOperationException)
        {
            terminal.Complain($"An error occurred: {e.Message}");
            return (int)ReturnCode.RetryableError;
        }
    }
}
