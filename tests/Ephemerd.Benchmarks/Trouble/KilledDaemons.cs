using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Daemon;

namespace Ephemerd.Benchmarks.Trouble;

/// <summary>
/// One daemon after another in one home, each killed with SIGKILL when its time is up, but not before it was ready for a moment:
/// where a start takes longer than that time, nothing would ever be done. Disposing ends the last one.
/// </summary>
internal sealed class KilledDaemons(BenchmarkRun run, Bed bed, TimeSpan every) : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    private DaemonProcess? _last;

    public int Killed { get; private set; }

    /// <summary>The one that lives when the killing is over.</summary>
    public DaemonProcess Last => _last ?? throw new InvalidOperationException("No daemon was started.");

    /// <summary>Goes on until it is stopped.</summary>
    /// <exception cref="InvalidOperationException">A daemon ended by itself.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            _last = DaemonProcess.Launch(bed.Home);
            var time = Task.Delay(every, stop);
            await _last.WaitForStateAsync(s => s.Ready, stop);
            await Task.WhenAll(time, Task.Delay(Moment, stop));
            if (_last.HasExited)
            {
                throw new InvalidOperationException($"The daemon ended by itself. It said:\n{_last.Log}");
            }

            await _last.KillAsync(stop);
            await DisposeAsync();
            Killed++;
            run.Say($"kill -9, the {Killed}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_last is not null)
        {
            await _last.DisposeAsync();
            _last = null;
        }
    }
}
