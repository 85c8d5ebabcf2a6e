using System.Diagnostics;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>Where a companion's words go, and whether it can hear ours end.</summary>
internal enum CompanionStreams
{
    /// <summary>Input, output and error are our own: it takes our place at the terminal.</summary>
    Ours,

    /// <summary>Output is for <see cref="Companion.Output"/>, error goes to a file, input is a pipe that ends when we do.</summary>
    Held,
}

/// <summary>
/// A program that lives beside us and is ended with us. (What must outlive the daemon is kept by <c>Keeping/</c>.) Disposing it ends it:
/// SIGTERM, then after <see cref="Patience"/> the whole tree is killed.
/// </summary>
internal sealed class Companion : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly FileStream? _errors;
    private readonly Task _errorPump;

    private Companion(Process process, TimeProvider time, FileStream? errors)
    {
        _process = process;
        _time = time;
        _errors = errors;
        _errorPump = errors is null ? Task.CompletedTask : process.StandardError.BaseStream.CopyToAsync(errors, CancellationToken.None);
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Its standard output; only when held. Read it on, or a full pipe stops it.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <param name="errorFile">Where its standard error goes when it is held; made anew.</param>
    public static Companion Start(ChildCommand command, CompanionStreams streams, string? errorFile, TimeProvider time)
    {
        var held = streams == CompanionStreams.Held;
        var how = Children.Describe(command);
        how.RedirectStandardInput = held;
        how.RedirectStandardOutput = held;
        how.RedirectStandardError = held;
        var errors = held ? new FileStream(errorFile!, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1) : null;
        try
        {
            return new Companion(Children.Launch(command, how), time, errors);
        }
        catch
        {
            errors?.Dispose();
            throw;
        }
    }

    /// <summary>Its exit code, 128 + n for a signal.</summary>
    public async Task<int> WaitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, and a kill of its whole tree when <paramref name="patience"/> is over. Its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        Ask();
        using var over = new CancellationTokenSource(patience, _time);
        try
        {
            return await WaitAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Children.KillTree(_process);
            return await WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(Patience).ConfigureAwait(false);
        await _errorPump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        if (_errors is not null)
        {
            await _errors.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Ask()
    {
        try
        {
            if (!_process.HasExited && ProcessIdentity.Of(_process.Id) is { } identity && OperatingSystem.IsLinux())
            {
                Signals.Send(identity, Signal.Terminate);
            }
        }
        catch (IOException)
        {
            // Nobody can tell which process it is now; the kill after the patience needs no look.
        }
    }
}
