using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>Keeps the lock on a job: once before anything else may happen, then every 60 s.</summary>
internal sealed class Renewal(ListenerParts parts, JobTicket ticket)
{
    /// <summary>Up to five tries; a job the server does not know is given up at once.</summary>
    public async Task<bool> FirstAsync(Task ending)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await parts.Service.RenewAsync(ticket, CancellationToken.None);
            if (answer.IsSuccess || FaultRules.IsJobNotFound(answer) || attempt == BackoffRules.Tries || ending.IsCompleted)
            {
                return answer.IsSuccess;
            }

            await parts.Pace.EndsWithinAsync(ending, parts.Pace.Between(BackoffRules.BetweenTries.Least, BackoffRules.BetweenTries.Most));
        }
    }

    public async Task KeepAsync(Action onLost, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await parts.Pace.WaitAsync(BackoffRules.RenewEvery, stop);
                var answer = await parts.Service.RenewAsync(ticket, stop);
                if (FaultRules.IsJobNotFound(answer))
                {
                    parts.Terminal.Trace("The job is no longer known to the server.");
                    onLost();
                    return;
                }

                parts.Terminal.Trace(answer.IsSuccess ? "Job renewed." : $"Job not renewed: {FaultRules.Text(answer)}");
            }
        }
        catch (OperationCanceledException)
        {
            // The job ended.
        }
    }
}
