using Ephemerd.Demand;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// What failed and how long it is spared: classes one by one, backends by their breaker, and the jobs whose class failed for too long. In
/// memory: a restart tries everything at once again, as `resume` does. Thread-safe.
/// </summary>
/// <param name="maxAge">How long a repository's failing orders are tried before the jobs behind them are given up.</param>
/// <param name="draining">While it is true no failure is counted: what is being taken away fails for that reason.</param>
internal sealed class RetryBook(DemandBook demand, Func<RepoName, TimeSpan> maxAge, Func<bool> draining, TimeProvider clock, Random chance)
{
    private readonly Lock _gate = new();
    private readonly SteadyTime _steady = new(clock);
    private readonly Dictionary<RunnerClass, ClassPause> _pauses = [];
    private readonly Dictionary<string, BackendBreaker> _breakers = new(StringComparer.Ordinal);
    private readonly Dictionary<long, GivenUp> _givenUp = [];
    private readonly HashSet<SandboxName> _came = [];

    /// <summary>The runner of an order says that it listens: its class and its backend work.</summary>
    public void Came(RunnerOrder order)
    {
        lock (_gate)
        {
            _came.Add(order.Name);
            Works(order.Class);
        }
    }

    /// <summary>
    /// Counts the end of an order, and says what it is in the end: <see cref="Outcome.Abandoned"/> when queued jobs are given up for it.
    /// </summary>
    /// <param name="notBefore">When GitHub said that asking again makes sense.</param>
    public (Outcome Outcome, string Reason) Settle(RunnerOrder order, (Outcome Outcome, string Reason) end, Blame blame, DateTimeOffset? notBefore)
    {
        // Asked outside the lock: who answers has locks of its own.
        var (leaving, bound) = (draining(), maxAge(order.Class.Repo));
        lock (_gate)
        {
            var came = _came.Remove(order.Name);
            if (leaving || !RetryRules.PausesClass(blame))
            {
                // What came hours ago and ends now says nothing of now.
                if (blame == Blame.Nobody && !came)
                {
                    Works(order.Class);
                }

                return end;
            }

            if (blame == Blame.Backend)
            {
                Breaker(order.Class.Backend).Failed(end.Reason);
            }

            return GiveUp(order, Pause(order, end.Reason, notBefore), bound, end);
        }
    }

    /// <summary>Operators resume when they have mended something: everything is tried afresh.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _pauses.Clear();
            _breakers.Clear();
            _givenUp.Clear();
        }
    }

    public IReadOnlyDictionary<RunnerClass, ClassPause> Pauses()
    {
        lock (_gate)
        {
            return _pauses.ToDictionary(p => p.Key, p => Wall(p.Value));
        }
    }

    /// <summary>Null while the backend works.</summary>
    public BackendBreak? Break(string backend)
    {
        lock (_gate)
        {
            return _breakers.GetValueOrDefault(backend)?.Read();
        }
    }

    public IReadOnlyList<KeyValuePair<long, GivenUp>> AllGivenUp
    {
        get
        {
            lock (_gate)
            {
                return [.. _givenUp];
            }
        }
    }

    /// <summary>By job id; jobs that are queued no longer are forgotten.</summary>
    public IReadOnlyDictionary<long, GivenUp> GivenUp(IReadOnlyList<DemandedJob> waiting)
    {
        lock (_gate)
        {
            var queued = waiting.Select(j => j.Job.JobId).ToHashSet();
            foreach (var gone in _givenUp.Keys.Where(id => !queued.Contains(id)).ToList())
            {
                _givenUp.Remove(gone);
            }

            return new Dictionary<long, GivenUp>(_givenUp);
        }
    }

    private ClassPause Pause(RunnerOrder order, string reason, DateTimeOffset? notBefore)
    {
        var now = _steady.GetUtcNow();
        var last = _pauses.GetValueOrDefault(order.Class);
        var failures = (last?.Failures ?? 0) + 1;
        var wait = RetryRules.Pause(failures, chance.NextDouble(), notBefore - clock.GetUtcNow());
        return _pauses[order.Class] = new ClassPause(failures, last?.FailingSince ?? now, now, now + wait, reason);
    }

    private (Outcome Outcome, string Reason) GiveUp(RunnerOrder order, ClassPause pause, TimeSpan bound, (Outcome Outcome, string Reason) end)
    {
        var now = clock.GetUtcNow();
        var failing = pause.NotedAt - pause.FailingSince;
        var given = demand.Snapshot().Waiting
            .Where(j => j.Class?.Class == order.Class && !IsGivenUp(j) && RetryRules.GivesUp(failing, now - j.FirstSeen, bound)).ToList();
        foreach (var job in given)
        {
            _givenUp[job.Job.JobId] = new GivenUp(job.Job.Attempt, order.Class, pause.Failures, now, end.Reason);
        }

        return given.Count == 0
            ? end
            : (Outcome.Abandoned, $"job {string.Join(", ", given.Select(j => j.Job.JobId))} given up after {pause.Failures} failed tries; the last: {end.Reason}");
    }

    private bool IsGivenUp(DemandedJob job) => _givenUp.TryGetValue(job.Job.JobId, out var gone) && gone.Attempt == job.Job.Attempt;

    private void Works(RunnerClass one)
    {
        Breaker(one.Backend).Came();
        _pauses.Remove(one);
        foreach (var job in _givenUp.Where(g => g.Value.Class == one).Select(g => g.Key).ToList())
        {
            _givenUp.Remove(job);
        }
    }

    private BackendBreaker Breaker(string backend)
    {
        if (!_breakers.TryGetValue(backend, out var breaker))
        {
            _breakers[backend] = breaker = new BackendBreaker(_steady);
        }

        return breaker;
    }

    private ClassPause Wall(ClassPause pause) => pause with
    {
        FailingSince = _steady.Wall(pause.FailingSince), NotedAt = _steady.Wall(pause.NotedAt), Until = _steady.Wall(pause.Until),
    };
}
