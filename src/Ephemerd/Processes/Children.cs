using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>Starts programs and sees them through. Thread-safe.</summary>
internal static class Children
{
    private const int Kept = 1 << 20;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs a short command to its end. Both pipes are read from the start, so any amount of output is harmless. When <paramref name="limit"/>
    /// is over or <paramref name="stop"/> asked for, the command and what it started are killed; cancellation then throws.
    /// A program that cannot be started is an <see cref="IOException"/> naming it.
    /// </summary>
    public static async Task<ChildOutcome> RunAsync(ChildCommand command, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var child = Start(command, output: true, error: true);
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, stop);
        var output = ReadAsync(child.StandardOutput, either.Token);
        var error = ReadAsync(child.StandardError, either.Token);
        try
        {
            await child.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            KillTree(child);
            stop.ThrowIfCancellationRequested();
            return new ChildOutcome(-1, await output, await error, TimedOut: true);
        }

        // Something it left behind may hold the pipes open for ever: its words are waited for, but not for long.
        either.CancelAfter(Drain);
        return new ChildOutcome(child.ExitCode, await output, await error, TimedOut: false);
    }

    /// <summary>Starts a program with closed input. What is not redirected goes where ours goes: the caller sees to that.</summary>
    internal static Process Start(ChildCommand command, bool output, bool error)
    {
        var how = Describe(command);
        how.RedirectStandardInput = true;
        how.RedirectStandardOutput = output;
        how.RedirectStandardError = error;
        var child = Launch(command, how);
        child.StandardInput.Close();
        return child;
    }

    /// <summary>The command as the platform wants it told, with nothing of ours in it.</summary>
    internal static ProcessStartInfo Describe(ChildCommand command)
    {
        var how = new ProcessStartInfo(command.File, command.Arguments) { WorkingDirectory = command.WorkingDirectory, UseShellExecute = false };
        how.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            how.Environment[name] = value;
        }

        return how;
    }

    internal static Process Launch(ChildCommand command, ProcessStartInfo how)
    {
        if (OperatingSystem.IsLinux())
        {
            Handles.KeepFromChildren();
        }

        try
        {
            return Process.Start(how) ?? throw new IOException($"'{command.File}' did not start.");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"'{command.File}' could not be started in '{command.WorkingDirectory}': {e.Message}", e);
        }
    }

    internal static void KillTree(Process child)
    {
        try
        {
            child.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between, or a grandchild did: there is nothing left to kill.
        }
    }

    private static async Task<string> ReadAsync(StreamReader pipe, CancellationToken stop)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        try
        {
            for (int n; (n = await pipe.ReadAsync(buffer, stop)) > 0;)
            {
                text.Append(buffer, 0, Math.Min(n, Kept - text.Length));
            }
        }
        catch (OperationCanceledException)
        {
            // Out of time: what was read so far is the answer.
        }

        return text.ToString();
    }
}
