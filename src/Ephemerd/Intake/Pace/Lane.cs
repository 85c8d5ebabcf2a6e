using Ephemerd.Config;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Intake.Pace;

/// <summary>One credential's polling: hands out which repository is looked at next, and takes in how the looks went. Thread-safe.</summary>
internal sealed class Lane : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Rota _rota = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ITimer _alarm;
    private readonly TimeProvider _time;
    private readonly Random _dice;
    private readonly long _origin;
    private GitHubSettings _settings;

    public Lane(GitHubDoor door, TimeProvider time, Random dice)
    {
        (GitHub, _settings, _time, _dice, _origin) = (door.GitHub, door.Settings, time, dice, time.GetTimestamp());
        _alarm = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IGitHub GitHub { get; }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Takes up other settings, where there are any, and other repositories; gives those that are watched no longer. A new one is due at once.</summary>
    public IReadOnlyList<RepoName> Set(GitHubSettings? settings, IReadOnlyCollection<RepoName> repositories, Func<RepoName, RepositoryWatch> watch)
    {
        lock (_gate)
        {
            _settings = settings ?? _settings;
            var gone = _rota.Beats.Select(b => b.Repo).Except(repositories).ToList();
            gone.ForEach(_rota.Remove);
            foreach (var repo in repositories.Where(r => _rota.Find(r) is null).ToList())
            {
                _rota.Add(new Beat(watch(repo), Now, _time.GetUtcNow()));
            }

            Wake();
            return gone;
        }
    }

    public void Ring(RepoName repo)
    {
        lock (_gate)
        {
            if (_rota.Find(repo) is { } beat)
            {
                beat.RungAt ??= Now;
                Wake();
            }
        }
    }

    public void RingAll()
    {
        lock (_gate)
        {
            foreach (var beat in _rota.Beats)
            {
                beat.RungAt ??= Now;
            }

            Wake();
        }
    }

    /// <summary>Waits for a repository to be due and the pace to have room; it is the caller's until <see cref="Done"/>.</summary>
    public async Task<Beat> NextAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    var (beat, wait) = _rota.Next(Now);
                    if (beat is not null)
                    {
                        return beat;
                    }

                    _alarm.Change(wait is { } due ? Min(due + PaceRules.TimerGrain, PaceRules.LongestAlarm) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }

                await _wake.WaitAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A look is over: it came whole and is delivered, or it failed. Nothing is delivered for a repository no longer watched.</summary>
    public void Done(Beat beat, RepositoryLook? look, GitHubFault? fault, Action<RepositoryLook> deliver)
    {
        lock (_gate)
        {
            var now = Now;
            beat.IsUnderWay = false;
            beat.Cost = Math.Max(PaceRules.IdleCost, beat.Watch.Listings);
            if (look is { Jobs.Count: > 0 })
            {
                beat.ActiveAt = now;
            }

            beat.Intake = look is not null ? beat.Intake.Saw(look.At) : beat.Intake.Missed(fault!);
            var (busy, idle) = _rota.Intervals(_settings.PollInterval, _settings.PollIntervalIdle, now);
            beat.HasLead = beat.IsBusy(now);
            var interval = beat.HasLead ? busy : idle;
            beat.Due = PaceRules.Together(
                now + PollRules.Wait(interval, GitHub.Left, fault, beat.Intake.Failing, _time.GetUtcNow(), _dice.NextDouble()), interval);
            if (look is not null && _rota.Find(beat.Repo) == beat)
            {
                deliver(look);
            }

            Wake();
        }
    }

    public IReadOnlyList<RepositoryIntake> Repositories()
    {
        lock (_gate)
        {
            return [.. _rota.Beats.Select(b => b.Intake)];
        }
    }

    public CredentialIntake Describe()
    {
        lock (_gate)
        {
            var now = Now;
            var pressure = PollRules.Pressure(GitHub.Left);
            var (busy, idle) = _rota.Intervals(_settings.PollInterval, _settings.PollIntervalIdle, now);
            var oldest = DateTimeOffset.MaxValue;
            var (active, refused, refusal, unreached, miss) = (0, 0, (GitHubFault?)null, 0, (GitHubFault?)null);
            foreach (var beat in _rota.Beats)
            {
                active += beat.IsBusy(now) ? 1 : 0;
                if (beat.Intake.IsUnreached)
                {
                    unreached++;
                    miss ??= beat.Intake.LastFault;
                }

                if (beat.Intake.IsRefused)
                {
                    refused++;
                    refusal ??= beat.Intake.LastFault;
                }
                else if (beat.KnownAt < oldest)
                {
                    oldest = beat.KnownAt;
                }
            }

            TimeSpan? lag = oldest == DateTimeOffset.MaxValue ? null : _time.GetUtcNow() - oldest;
            return new(_settings.Name, _rota.Beats.Count, active, refused, busy * pressure, idle * pressure, lag, refusal) { Unreached = unreached, FirstMiss = miss };
        }
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }
}
