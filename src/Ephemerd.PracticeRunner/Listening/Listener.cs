using System.Text.Json;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>The Listener's life: session, poll, take a job, poll beside it, and go when told or when the one job is done.</summary>
internal sealed class Listener(ListenerParts parts, Func<ListenerParts, string, IJobInHand> startJob, bool once)
{
    private static readonly TimeSpan CancelLimit = TimeSpan.FromMinutes(5);
    private readonly Terminal _terminal = parts.Terminal;
    private IJobInHand? _job;

    /// <returns>The exit code. Throws <see cref="OperationCanceledException"/> after a clean-up when <paramref name="stop"/> ends it.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        // Printed before any network call, as the real runner does: it is no sign of a connection.
        _terminal.Say("\n√ Connected to GitHub\n");
        if (await parts.Session.OpenAsync(stop) is { } refused)
        {
            return (int)refused;
        }

        _terminal.Say($"Current runner version: '{parts.Version}'");
        _terminal.SayTimed("Listening for Jobs");
        try
        {
            return await ListenAsync(stop);
        }
        finally
        {
            if (_job is not null)
            {
                await _job.ShutDownAsync();
            }

            await parts.Session.CloseAsync();
        }
    }

    private async Task<int> ListenAsync(CancellationToken stop)
    {
        while (true)
        {
            using var polling = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var poll = parts.Poller.NextAsync(_job is not null, polling.Token);
            if (_job is { } job && await Task.WhenAny(poll, job.Completion) == job.Completion)
            {
                await AbortAsync(polling, poll);
                _job = null;
                if (once)
                {
                    return Finish(await job.Completion);
                }

                continue;
            }

            var end = await poll switch
            {
                { Message: { } message } => await HandleAsync(message, stop),
                var refused => await JudgeAsync(refused, stop),
            };
            if (end is not null)
            {
                return end.Value;
            }
        }
    }

    private static async Task AbortAsync(CancellationTokenSource polling, Task<Polled> poll)
    {
        await polling.CancelAsync();
        await poll.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private int Finish(JobResult result)
    {
        parts.DeleteConfigurationAtExit = parts.Settings.Ephemeral;
        return ReturnCodeRules.OfJob(result);
    }

    /// <returns>Null to go on, else the exit code.</returns>
    private async Task<int?> HandleAsync(BrokerMessage message, CancellationToken stop)
    {
        switch (message.MessageType)
        {
            case "RunnerJobRequest" when _job is null && message.Body is not null:
                var offer = JsonSerializer.Deserialize(message.Body, SnakeJson.Default.JobOffer)!;
                var (take, text) = await parts.Taker.TakeAsync(offer, stop);
                if (take is Take.Taken)
                {
                    _job = startJob(parts, text);
                }

                return take is Take.Gone && once ? Finish(JobResult.Abandoned) : null;
            case "JobCancellation" when _job is not null && message.Body is not null:
                var cancellation = JsonSerializer.Deserialize(message.Body, WireJson.Default.JobCancellation)!;
                if (cancellation.JobId == _job.Ticket.JobId)
                {
                    _job.Cancel(cancellation.Timeout ?? CancelLimit);
                }

                return null;
            case "RunnerRefresh" when _job is null && message.Body is not null:
                await parts.Updater.TryAsync(JsonSerializer.Deserialize(message.Body, SnakeJson.Default.RefreshOrder)!, stop);
                return null;
            case "ForceTokenRefresh":
                await parts.Session.RefreshTokenAsync(stop);
                return null;
            default:
                _terminal.Trace($"Message {message.MessageId} of type {message.MessageType} is not for now.");
                return null;
        }
    }

    private async Task<int?> JudgeAsync(Polled refused, CancellationToken stop)
    {
        switch (refused.Verdict)
        {
            case PollVerdict.TooOld:
                return (int)ReturnCodeRules.TooOld(refused.Answer, _terminal);
            case PollVerdict.RunnerGone when _job is { } job:
                // The server forgets an ephemeral runner at completejob, which may be sooner than we see the Worker's end.
                var result = await job.Completion.WaitAsync(stop);
                _job = null;
                return Finish(result);
            case PollVerdict.RunnerGone:
                _terminal.Say("The runner no longer exists on the server. Cleaning up local configuration.");
                parts.DeleteConfigurationAtExit = true;
                return (int)ReturnCode.Success;
            case PollVerdict.Deprovisioned:
                return (int)ReturnCode.Success;
            case PollVerdict.SessionInvalid:
                return (int?)await parts.Session.OpenAsync(stop);
            case PollVerdict.Terminal:
                _terminal.Complain("An error occurred: Get next message failed with non-retryable error.");
                return (int)ReturnCode.TerminatedError;
            case PollVerdict.Retry:
                _terminal.Complain($"An error occurred: {FaultRules.Text(refused.Answer)}");
                return (int)ReturnCode.RetryableError;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
