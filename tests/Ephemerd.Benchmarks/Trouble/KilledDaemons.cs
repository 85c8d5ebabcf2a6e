using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Daemon;

namespace Ephemerd.Benchmarks.Trouble;

/// <summary>One daemon after another in one home, each killed with SIGKILL when its time is up, ready or not.</summary>
internal sealed class KilledDaemons(BenchmarkRun run, Bed bed, TimeSpan every)
{
    private DaemonProcess? _last;

    public int Killed { get; private set; }

    /// <summary>The one that lives when the killing is over; its owner is whoever asks.</summary>
    public DaemonProcess Last => _last ?? throw new InvalidOperationException("No daemon was started.");

    /// <summary>Goes on until it is stopped.</summary>
    /// <exception cref="InvalidOperationException">A daemon ended by itself.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            _last = DaemonProcess.Launch(bed.Home);
            await Task.Delay(every, stop);
            if (_last.HasExited)
            {
                throw new InvalidOperationException($"The daemon ended by itself. It said:\n{_last.Log}");
            }

            await _last.KillAsync(stop);
            await _last.DisposeAsync();
            Killed++;
            run.Say($"kill -9, the {Killed}.");
        }
    }
}
