using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>A message, or the refusal that ends the polling.</summary>
internal readonly record struct Polled(BrokerMessage? Message, PollVerdict Verdict, HttpAnswer Answer);

/// <summary>Polls for messages with the real runner's patience: five tries 5–15 s apart, then 15–60 s between such rounds.</summary>
internal sealed class Poller(BrokerClient broker, Session session, Terminal terminal, Pace pace)
{
    private bool _complained;

    /// <returns>A message; or a verdict other than <see cref="PollVerdict.Retry"/>; or <c>Retry</c> when patience is at an end.</returns>
    public async Task<Polled> NextAsync(bool busy, CancellationToken stop)
    {
        for (var round = 1; ; round++)
        {
            var polled = await RoundAsync(busy, stop);
            if (polled.Message is not null || polled.Verdict is not PollVerdict.Retry || round == BackoffRules.PollRounds)
            {
                return polled;
            }

            Complain(polled.Answer);
            var (least, most) = BackoffRules.AfterRound(round);
            await pace.WaitAsync(pace.Between(least, most), stop);
            await session.RefreshTokenAsync(stop);
        }
    }

    private async Task<Polled> RoundAsync(bool busy, CancellationToken stop)
    {
        var failures = 0;
        while (true)
        {
            var answer = await broker.PollAsync(session.Token, session.Id, busy, stop);
            if (answer.IsSuccess)
            {
                failures = 0;
                Recovered();
                if (BrokerClient.Message(answer) is { } message)
                {
                    return new Polled(message, PollVerdict.Retry, answer);
                }

                continue;
            }

            var verdict = FaultRules.OfPoll(answer);
            if (verdict is not PollVerdict.Retry || ++failures == BackoffRules.Tries)
            {
                return new Polled(null, verdict, answer);
            }

            await pace.WaitAsync(pace.Between(BackoffRules.BetweenTries.Least, BackoffRules.BetweenTries.Most), stop);
        }
    }

    private void Complain(HttpAnswer answer)
    {
        if (!_complained)
        {
            _complained = true;
            terminal.ComplainTimed($"Runner connect error: {FaultRules.Text(answer)}. Retrying until reconnected.");
        }
    }

    private void Recovered()
    {
        if (_complained)
        {
            _complained = false;
            terminal.SayTimed("Runner reconnected.");
        }
    }
}
