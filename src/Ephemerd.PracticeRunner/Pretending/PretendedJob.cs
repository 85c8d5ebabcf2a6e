using Ephemerd.PracticeRunner.Listening;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working;

namespace Ephemerd.PracticeRunner.Pretending;

/// <summary>A job that is kept for a while and then ends as the script says, with no Worker and no steps.</summary>
internal sealed class PretendedJob : IJobInHand
{
    private readonly TaskCompletionSource<JobResult> _ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ListenerParts _parts;
    private readonly PretendOptions _options;

    private PretendedJob(ListenerParts parts, PretendOptions options, string message)
    {
        _parts = parts;
        _options = options;
        Ticket = JobTicket.Parse(message);
        Completion = RunAsync();
    }

    public JobTicket Ticket { get; }

    public Task<JobResult> Completion { get; }

    public static PretendedJob Start(ListenerParts parts, PretendOptions options, string message) => new(parts, options, message);

    public void Cancel(TimeSpan limit)
    {
        if (_options.Script is not PretendScript.Deaf)
        {
            _ordered.TrySetResult(JobResult.Canceled);
        }
    }

    public Task ShutDownAsync()
    {
        _ordered.TrySetResult(JobResult.Failed);
        return Completion;
    }

    private async Task<JobResult> RunAsync()
    {
        _parts.Terminal.SayTimed($"Running job: {Ticket.DisplayName}");
        var renewal = new Renewal(_parts, Ticket);
        if (!await renewal.FirstAsync(_ordered.Task))
        {
            return JobResult.Abandoned;
        }

        using var renewing = new CancellationTokenSource();
        var renewals = renewal.KeepAsync(() => Cancel(TimeSpan.Zero), renewing.Token);
        var ended = await _parts.Pace.EndsBeforeAsync(_ordered.Task, _options.Work);
        var result = ended ? await _ordered.Task : await EndAsync();
        await renewing.CancelAsync();
        await renewals;
        await JobReport.SendAsync(_parts.Service, Ticket, CompleteRequests.Bare(Ticket, result), _parts.Terminal, _parts.Pace);
        _parts.Terminal.SayTimed($"Job {Ticket.DisplayName} completed with result: {result}");
        return result;
    }

    private async Task<JobResult> EndAsync()
    {
        switch (_options.Script)
        {
            case PretendScript.Fail:
                return JobResult.Failed;
            case PretendScript.Hang or PretendScript.Deaf:
                return await _ordered.Task;
            case PretendScript.Crash:
                Posix.Signal(Environment.ProcessId, Posix.SigKill);
                return await _ordered.Task;
            case PretendScript.Quit:
                Environment.Exit((int)ReturnCode.RetryableError);
                return JobResult.Abandoned;
            default:
                return JobResult.Succeeded;
        }
    }
}
