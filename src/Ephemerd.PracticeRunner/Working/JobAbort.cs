using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Working.Message;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>Whether and why the job is to end early. Thread-safe.</summary>
internal sealed class JobAbort : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _shutdown = new();

    public bool IsCancelled => _cancelled.IsCancellationRequested;

    public bool IsShutdown => _shutdown.IsCancellationRequested;

    public void Apply(WorkerOrder order)
    {
        if (order is WorkerOrder.Shutdown)
        {
            _shutdown.Cancel();
        }

        _cancelled.Cancel();
    }

    /// <summary>What ends a step: any order, but only a shutdown once the job is cancelled, for <c>always()</c> steps still run then.</summary>
    public CancellationToken ForStep(JobStanding standing) => standing is JobStanding.Cancelled ? _shutdown.Token : _cancelled.Token;

    public void Dispose()
    {
        _cancelled.Dispose();
        _shutdown.Dispose();
    }
}
