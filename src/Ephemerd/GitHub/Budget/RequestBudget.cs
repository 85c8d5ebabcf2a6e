using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;

namespace Ephemerd.GitHub.Budget;

/// <summary>One credential's allowance: holds requests back until <see cref="BudgetRules"/> lets them go. Thread-safe.</summary>
internal sealed class RequestBudget(TimeProvider time, Random chance)
{
    private readonly Lock _gate = new();
    private readonly Queue<Spending> _spent = new();
    private DateTimeOffset? _pausedUntil;
    private DateTimeOffset? _resetAt;
    private int? _limit;
    private int? _remaining;
    private TimeSpan _lag;

    /// <summary>Waits for a turn and takes it. A fault means the wait would have been longer than a caller should be held.</summary>
    public async Task<GitHubFault?> TakeAsync(Call call, CancellationToken stop)
    {
        var asked = time.GetUtcNow();
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                Forget(now);
                var earliest = BudgetRules.Earliest(View(), call.Method, now);
                if (earliest <= now)
                {
                    _spent.Enqueue(new Spending(now, BudgetRules.Points(call.Method)));
                    _lag = now - asked;
                    return null;
                }

                wait = earliest - now;
                wait += BudgetRules.Spread(wait, chance.NextDouble());
                if (now + wait - asked > BudgetRules.LongestWait)
                {
                    return new GitHubFault(
                        GitHubFaultKind.RateLimited, null, now + wait, $"{call}: held back, the allowance has room again in {wait.TotalSeconds:0} s");
                }
            }

            await Task.Delay(wait, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes in what an answer tells of the hourly allowance. Answers overtake each other: within one hour only the smaller remainder counts,
    /// and an earlier hour no more than the present one. Allowances other than the common one are not ours to hold everything back for.
    /// </summary>
    public void Observe(AnswerFacts facts)
    {
        if (!facts.IsCore || facts.Remaining is not { } remaining || facts.ResetAt is not { } reset)
        {
            return;
        }

        lock (_gate)
        {
            var drift = reset - (_resetAt ?? DateTimeOffset.MinValue);
            if (drift < -SameHour)
            {
                return;
            }

            _remaining = drift > SameHour ? remaining : Math.Min(remaining, _remaining ?? remaining);
            _resetAt = reset;
            _limit = facts.Limit ?? _limit;
        }
    }

    /// <summary>The share of the hour's allowance that is left; 1 while GitHub has not told or where it sets none.</summary>
    public double Left
    {
        get
        {
            lock (_gate)
            {
                return _remaining is { } remaining && _limit is > 0 and var limit && _resetAt > time.GetUtcNow() ? (double)remaining / limit : 1;
            }
        }
    }

    /// <summary>
    /// GitHub told this credential to stop: nothing leaves before <paramref name="until"/>. Gives a moment a little later for this one caller to
    /// return at, another for each.
    /// </summary>
    public DateTimeOffset Pause(DateTimeOffset until)
    {
        lock (_gate)
        {
            _pausedUntil = _pausedUntil is { } known && known > until ? known : until;
            return until + BudgetRules.Spread(until - time.GetUtcNow(), chance.NextDouble());
        }
    }

    public GitHubUsage Describe(CallCounters counters)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Forget(now);
            var minute = now - TimeSpan.FromMinutes(1);
            return counters.Describe() with
            {
                PointsLastMinute = _spent.Where(s => s.At > minute).Sum(s => s.Points),
                Limit = _limit,
                Remaining = _remaining,
                ResetAt = _resetAt,
                PausedUntil = _pausedUntil > now ? _pausedUntil : null,
                Lag = _lag,
            };
        }
    }

    // GitHub's reset is whole seconds and our correction of it rests on a Date header of whole seconds.
    private static readonly TimeSpan SameHour = TimeSpan.FromSeconds(5);

    private BudgetView View() => new(_pausedUntil, _remaining, _resetAt, _spent);

    private void Forget(DateTimeOffset now)
    {
        while (_spent.TryPeek(out var oldest) && oldest.At + BudgetRules.Window <= now)
        {
            _spent.Dequeue();
        }

        if (_resetAt <= now)
        {
            _remaining = null;
        }
    }
}
