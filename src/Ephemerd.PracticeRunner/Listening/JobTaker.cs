using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>What became of an offered job.</summary>
internal enum Take
{
    Taken,
    Skipped,
    Gone,
}

/// <summary>Answers a job offer: acknowledge, then acquire.</summary>
internal sealed class JobTaker(BrokerClient broker, RunServiceClient service, Session session, Terminal terminal, Pace pace)
{
    /// <returns>With <see cref="Take.Taken"/> the job message, else nothing.</returns>
    public async Task<(Take Take, string Message)> TakeAsync(JobOffer offer, CancellationToken stop)
    {
        if (offer.ShouldAcknowledge && await AcknowledgeAsync(offer, stop) is Take.Gone)
        {
            return (Take.Gone, "");
        }

        await session.RefreshTokenAsync(stop);
        var answer = await AcquireAsync(offer, stop);
        if (!answer.IsSuccess)
        {
            terminal.Trace($"Skipping job {offer.RunnerRequestId}: {FaultRules.Text(answer)}");
            return (Take.Skipped, "");
        }

        return (Take.Taken, answer.Body);
    }

    /// <summary>Best effort, unless the broker says that the job is not there.</summary>
    private async Task<Take> AcknowledgeAsync(JobOffer offer, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(BackoffRules.AcknowledgeLimit);
        try
        {
            var answer = await broker.AcknowledgeAsync(session.Token, session.Id, offer.RunnerRequestId, limit.Token);
            return FaultRules.BrokerKind(answer) is "AcknowledgeJobNotFound" ? Take.Gone : Take.Taken;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Take.Taken;
        }
    }

    private async Task<HttpAnswer> AcquireAsync(JobOffer offer, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await service.AcquireAsync(offer, session.Token, stop);
            if (answer.IsSuccess || FaultRules.IsJobGone(answer) || attempt == BackoffRules.Tries)
            {
                return answer;
            }

            await pace.WaitAsync(pace.Between(BackoffRules.BetweenTries.Least, BackoffRules.BetweenTries.Most), stop);
        }
    }
}
