using System.Globalization;
using Ephemerd.Cli;
using Ephemerd.Processes;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Demo;

/// <summary>The daemon of a demo: <c>ephemerd serve</c> as a process of its own, asked over its control socket like any other.</summary>
internal sealed class DemoDaemon : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Its shutdown_timeout, the runner's own ladder of 35 s, and some.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(120);

    private readonly Companion _process;
    private readonly ControlClient _control;

    private DemoDaemon(Companion process, ControlClient control)
    {
        _process = process;
        _control = control;
    }

    public bool HasExited => _process.HasExited;

    public static async Task<DemoDaemon> StartAsync(OwnProgram programs, DemoPlaces places, TimeProvider clock, CancellationToken stop)
    {
        var command = programs.Daemon("serve", "--config", places.Config, "--data-dir", places.Data);
        var daemon = new DemoDaemon(
            Companion.Start(command, CompanionStreams.Held, places.ServeLog, clock), new ControlClient(Path.Combine(places.Data, ControlSocket.FileName)));
        try
        {
            await daemon.UntilReadyAsync(places, clock, stop).ConfigureAwait(false);
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<StateView> StateAsync(CancellationToken stop) => _control.StateAsync(stop);

    public Task<JobsView> JobsAsync(CancellationToken stop) => _control.JobsAsync(stop);

    /// <summary>The most memory it ever had resident, in MiB (proc_pid_status(5), VmHWM in kB); null where the system does not tell.</summary>
    public double? PeakMemory()
    {
        var status = $"/proc/{_process.Pid}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public Task<int> StopAsync() => _process.EndAsync(StopBound);

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _control.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task UntilReadyAsync(DemoPlaces places, TimeProvider clock, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(StartBound, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stop);
        try
        {
            while (!await IsReadyAsync(either.Token).ConfigureAwait(false))
            {
                if (_process.HasExited)
                {
                    throw new VerbFault(ExitCode.Failed, $"the daemon ended before it was ready:\n{places.LastWords}");
                }

                await Task.Delay(Look, clock, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new VerbFault(ExitCode.Failed, $"the daemon was not ready in {StartBound.TotalMinutes:0} minutes:\n{places.LastWords}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            return (await _control.StateAsync(stop).ConfigureAwait(false)).Ready;
        }
        catch (ControlFault fault) when (fault.Kind == ControlFaultKind.NotReachable)
        {
            return false;
        }
    }
}
