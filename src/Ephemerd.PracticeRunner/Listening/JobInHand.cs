using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>One acquired job from the first renewal to its result, while the Listener goes on polling beside it.</summary>
internal sealed class JobInHand(RunnerRoot root, RunServiceClient service, Terminal terminal, Pace pace, JobTicket ticket, string message)
{
    private volatile bool _ending;
    private WorkerProcess? _worker;

    public JobTicket Ticket => ticket;

    public Task<JobResult> Completion { get; private set; } = Task.FromResult(JobResult.Abandoned);

    public void Start() => Completion = RunAsync();

    /// <summary>The server's cancellation: the Worker ends the job itself, and is killed if it has not after <paramref name="limit"/>.</summary>
    public void Cancel(TimeSpan limit) => _ = EndWorkerAsync(WorkerOrder.Cancel, limit);

    /// <summary>The Listener itself has to go: the Worker gets 30 s to end and report the job.</summary>
    public async Task ShutDownAsync()
    {
        _ending = true;
        await EndWorkerAsync(WorkerOrder.Shutdown, BackoffRules.WorkerShutdown);
        await Completion;
    }

    private async Task<JobResult> RunAsync()
    {
        terminal.SayTimed($"Running job: {ticket.DisplayName}");
        if (!await FirstRenewalAsync())
        {
            // The job is lost without a word to anyone: no Worker, no completejob (observed on runner v2.336.0).
            terminal.Trace($"Unable to renew job {ticket.JobId} for the first time: not dispatched.");
            return JobResult.Abandoned;
        }

        using var worker = _worker = await WorkerProcess.StartAsync(root, message, terminal);
        if (_ending)
        {
            await worker.TellAsync(WorkerOrder.Shutdown);
        }

        var exit = worker.WaitAsync();
        using var renewing = new CancellationTokenSource();
        var renewal = RenewAsync(renewing.Token);
        var code = await exit;
        await renewing.CancelAsync();
        await renewal;

        var result = JobResultRules.OfExitCode(code) ?? await ReportCrashAsync(code);
        terminal.SayTimed($"Job {ticket.DisplayName} completed with result: {result}");
        return result;
    }

    private async Task<bool> FirstRenewalAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await service.RenewAsync(ticket, CancellationToken.None);
            if (answer.IsSuccess || FaultRules.IsJobNotFound(answer) || attempt == BackoffRules.Tries || _ending)
            {
                return answer.IsSuccess;
            }

            await pace.WaitAsync(pace.Between(BackoffRules.BetweenTries.Least, BackoffRules.BetweenTries.Most), CancellationToken.None);
        }
    }

    /// <summary>Renews every 60 s; a job the server no longer knows is cancelled here too.</summary>
    private async Task RenewAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await pace.WaitAsync(BackoffRules.RenewEvery, stop);
                var answer = await service.RenewAsync(ticket, stop);
                if (FaultRules.IsJobNotFound(answer))
                {
                    terminal.Trace("The job is no longer known to the server; its Worker is told to cancel.");
                    Cancel(TimeSpan.FromMinutes(5));
                    return;
                }

                terminal.Trace(answer.IsSuccess ? "Job renewed." : $"Job not renewed: {FaultRules.Text(answer)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The job ended.
        }
    }

    /// <summary>A Worker that died without a word cannot report its job, so the Listener does, with no step results.</summary>
    private async Task<JobResult> ReportCrashAsync(int code)
    {
        terminal.Trace($"Worker finished with code {code}: its job is reported as failed.");
        await service.CompleteAsync(ticket, CompleteRequests.Crashed(ticket), CancellationToken.None);
        return JobResult.Failed;
    }

    private async Task EndWorkerAsync(WorkerOrder order, TimeSpan limit)
    {
        if (_worker is { } worker)
        {
            await worker.TellAsync(order);
            if (!await pace.EndsWithinAsync(Completion, limit))
            {
                terminal.Trace("The Worker did not end in time and is killed.");
                worker.Kill();
            }
        }
    }
}
