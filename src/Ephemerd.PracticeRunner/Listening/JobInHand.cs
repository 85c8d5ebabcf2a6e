using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>A job run by a Worker process, while the Listener goes on polling beside it.</summary>
internal sealed class JobInHand : IJobInHand
{
    private static readonly TimeSpan CancelLimit = TimeSpan.FromMinutes(5);
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ListenerParts _parts;
    private WorkerProcess? _worker;

    private JobInHand(RunnerRoot root, ListenerParts parts, string message)
    {
        _parts = parts;
        Ticket = JobTicket.Parse(message);
        Completion = RunAsync(root, message);
    }

    public JobTicket Ticket { get; }

    public Task<JobResult> Completion { get; }

    public static JobInHand Start(RunnerRoot root, ListenerParts parts, string message) => new(root, parts, message);

    public void Cancel(TimeSpan limit) => _ = EndWorkerAsync(WorkerOrder.Cancel, limit);

    /// <inheritdoc/>
    /// <remarks>The Worker gets 30 s to end and report the job.</remarks>
    public async Task ShutDownAsync()
    {
        _ending.TrySetResult();
        await EndWorkerAsync(WorkerOrder.Shutdown, BackoffRules.WorkerShutdown);
        await Completion;
    }

    private async Task<JobResult> RunAsync(RunnerRoot root, string message)
    {
        _parts.Terminal.SayTimed($"Running job: {Ticket.DisplayName}");
        var renewal = new Renewal(_parts, Ticket);
        if (!await renewal.FirstAsync(_ending.Task))
        {
            // The job is lost without a word to anyone: no Worker, no completejob (observed on runner v2.336.0).
            _parts.Terminal.Trace($"Unable to renew job {Ticket.JobId} for the first time: not dispatched.");
            return JobResult.Abandoned;
        }

        using var worker = _worker = await WorkerProcess.StartAsync(root, message, _parts.Terminal);
        if (_ending.Task.IsCompleted)
        {
            await worker.TellAsync(WorkerOrder.Shutdown);
        }

        using var renewing = new CancellationTokenSource();
        var renewals = renewal.KeepAsync(() => Cancel(CancelLimit), renewing.Token);
        var code = await worker.WaitAsync();
        await renewing.CancelAsync();
        await renewals;

        var result = JobResultRules.OfExitCode(code) ?? await ReportCrashAsync(code);
        _parts.Terminal.SayTimed($"Job {Ticket.DisplayName} completed with result: {result}");
        return result;
    }

    /// <summary>A Worker that died without a word cannot report its job, so the Listener does, with no step results.</summary>
    private async Task<JobResult> ReportCrashAsync(int code)
    {
        _parts.Terminal.Trace($"Worker finished with code {code}: its job is reported as failed.");
        await _parts.Service.CompleteAsync(Ticket, CompleteRequests.Bare(Ticket, JobResult.Failed), CancellationToken.None);
        return JobResult.Failed;
    }

    private async Task EndWorkerAsync(WorkerOrder order, TimeSpan limit)
    {
        if (_worker is { } worker)
        {
            await worker.TellAsync(order);
            if (!await _parts.Pace.EndsBeforeAsync(Completion, limit))
            {
                _parts.Terminal.Trace("The Worker did not end in time and is killed.");
                worker.Kill();
            }
        }
    }
}
