using Ephemerd.PracticeRunner.Os;

namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>How a step's process ended.</summary>
internal readonly record struct StepExit(int Code, bool Aborted);

/// <summary>
/// One process of a step and its end. The ladder when told to stop: SIGINT, 7.5 s, SIGTERM, 2.5 s, kill, to the process alone;
/// and after its exit 5 s for output streams that a child still holds. (A <c>sleep</c> under bash so takes 12.5 s to be given up;
/// 13.5 s were observed on runner v2.336.0, which also has a fixed 1 s delay that is not copied.)
/// </summary>
internal static class StepProcess
{
    private static readonly TimeSpan AfterInterrupt = TimeSpan.FromSeconds(7.5);
    private static readonly TimeSpan AfterTerminate = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan ForStreams = TimeSpan.FromSeconds(5);

    public static async Task<StepExit> RunAsync(
        IReadOnlyList<string> command, string directory, IReadOnlyDictionary<string, string> environment, Action<string> line, Pace pace, CancellationToken abort)
    {
        using var process = ChildProcess.Start(command[0], command.Skip(1), directory, environment);
        process.Input.Close();
        var streams = Task.WhenAll(PumpAsync(process.Output, line), PumpAsync(process.Error, line));
        var ended = EndAsync(process, streams, pace);
        if (!await EndedBeforeAsync(ended, abort))
        {
            await StopAsync(process, ended, pace);
            return new StepExit(await ended, Aborted: true);
        }

        return new StepExit(await ended, Aborted: false);
    }

    private static async Task<bool> EndedBeforeAsync(Task ended, CancellationToken abort)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = abort.Register(() => aborted.TrySetResult());
        return await Task.WhenAny(ended, aborted.Task) == ended;
    }

    private static async Task<int> EndAsync(ChildProcess process, Task streams, Pace pace)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        await pace.EndsWithinAsync(streams, ForStreams);
        return process.ExitCode;
    }

    private static async Task StopAsync(ChildProcess process, Task ended, Pace pace)
    {
        Posix.Signal(process.Id, Posix.SigInt);
        if (await pace.EndsWithinAsync(ended, AfterInterrupt))
        {
            return;
        }

        if (!process.HasExited)
        {
            Posix.Signal(process.Id, Posix.SigTerm);
        }

        if (!await pace.EndsWithinAsync(ended, AfterTerminate))
        {
            process.Kill();
        }
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } text)
            {
                line(text);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Given up on: a child of the step kept the stream open and the process object is gone.
        }
    }
}
