using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Budget;

/// <summary>
/// One credential's allowance: holds requests back until <see cref="BudgetRules"/> lets them go. Within, every moment is by a steady clock, so that
/// a wall clock that is set neither ends a pause nor makes one last; moments that come in and go out are the wall clock's. Thread-safe.
/// </summary>
internal sealed class RequestBudget(TimeProvider time, Random chance)
{
    private readonly Lock _gate = new();
    private readonly SteadyTime _steady = new(time);
    private readonly Queue<Spending> _spent = new();
    private DateTimeOffset? _pausedUntil;
    private DateTimeOffset? _resetAt;
    private DateTimeOffset? _hour;
    private int? _limit;
    private int? _remaining;
    private TimeSpan _lag;

    /// <summary>Waits for a turn and takes it. A fault means the wait would have been longer than a caller should be held.</summary>
    public async Task<GitHubFault?> TakeAsync(Call call, CancellationToken stop)
    {
        var asked = _steady.GetUtcNow();
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                var now = _steady.GetUtcNow();
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
                        GitHubFaultKind.RateLimited, null, _steady.Wall(now + wait), $"{call}: held back, the allowance has room again in {wait.TotalSeconds:0} s");
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
        if (!facts.IsCore || facts is not { Remaining: { } remaining, ResetAt: { } reset, Hour: { } hour })
        {
            return;
        }

        lock (_gate)
        {
            Forget(_steady.GetUtcNow());
            var drift = hour - (_hour ?? DateTimeOffset.MinValue);
            if (drift < -SameHour)
            {
                return;
            }

            _remaining = drift > SameHour ? remaining : Math.Min(remaining, _remaining ?? remaining);
            (_hour, _resetAt) = (hour, _steady.Of(reset));
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
                return _remaining is { } remaining && _limit is > 0 and var limit && _resetAt > _steady.GetUtcNow() ? (double)remaining / limit : 1;
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
            var end = _steady.Of(until);
            _pausedUntil = _pausedUntil is { } known && known > end ? known : end;
            return until + BudgetRules.Spread(end - _steady.GetUtcNow(), chance.NextDouble());
        }
    }

    public GitHubUsage Describe(CallCounters counters)
    {
        lock (_gate)
        {
            var now = _steady.GetUtcNow();
            Forget(now);
            var minute = now - TimeSpan.FromMinutes(1);
            return counters.Describe() with
            {
                PointsLastMinute = _spent.Where(s => s.At > minute).Sum(s => s.Points),
                Limit = _limit,
                Remaining = _remaining,
                ResetAt = _resetAt is { } reset ? _steady.Wall(reset) : null,
                PausedUntil = _pausedUntil is { } until && until > now ? _steady.Wall(until) : null,
                Lag = _lag,
            };
        }
    }

    // Not every machine of GitHub's names the same second.
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
            (_remaining, _hour) = (null, null);
        }
    }
}
