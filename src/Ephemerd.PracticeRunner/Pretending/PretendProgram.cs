using System.Runtime.InteropServices;
using Ephemerd.PracticeRunner.Listening;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Pretending;

/// <summary>
/// A whole runner in one small process, for when thousands are wanted: it speaks the Listener's and the Worker's part of the
/// protocol from the same three files, and runs nothing. Exit codes and left-overs are the Listener's.
/// </summary>
internal static class PretendProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (!PretendOptions.TryParse(args, out var options))
        {
            Console.Error.WriteLine(PretendOptions.Usage);
            return (int)ReturnCode.TerminatedError;
        }

        PosixSignal[] both = [PosixSignal.SIGINT, PosixSignal.SIGTERM];
        using var signals = options.Script is PretendScript.Deaf ? ShutdownSignals.Listen([], both) : ShutdownSignals.Listen(both);
        try
        {
            if (options.Script is PretendScript.NeverAppear)
            {
                Console.Out.WriteLine("Pretending never to appear");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, signals.Stop);
            }

            return await ListenAsync(options, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Received is { } signal)
        {
            return (int)(signal is PosixSignal.SIGTERM ? ReturnCode.Terminated : ReturnCode.Success);
        }
    }

    private static async Task<int> ListenAsync(PretendOptions options, CancellationToken stop)
    {
        var root = new RunnerRoot(options.Root);
        if (!root.IsConfigured)
        {
            Console.Error.WriteLine("An error occurred: Not configured. The three files of a just-in-time configuration are needed.");
            return (int)ReturnCode.TerminatedError;
        }

        var pace = Pace.FromEnvironment(TimeProvider.System);
        using var terminal = new Terminal(pace.Time, root.Diagnostics, "Runner");
        using var parts = new ListenerParts(root, terminal, pace);
        var listener = new Listener(parts, (parts, message) => PretendedJob.Start(parts, options, message), once: true);
        var code = await listener.RunAsync(stop);
        if (parts.DeleteConfigurationAtExit)
        {
            root.DeleteConfiguration();
        }

        return code;
    }
}
