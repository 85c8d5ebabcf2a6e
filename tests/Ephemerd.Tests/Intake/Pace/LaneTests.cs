using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Intake;
using Ephemerd.Intake.Pace;
using Ephemerd.Model;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake.Pace;

internal sealed class LaneTests
{
    private static readonly RepoName[] Two = [RepoName.Parse("octo/one"), RepoName.Parse("octo/two")];
    private readonly HandClock _clock = new();

    [Test]
    public void What_was_never_looked_at_is_known_since_it_began_to_be_watched([Values] bool failing)
    {
        using var github = new GitHubClient(new Uri("http://127.0.0.1:9"), new NoToken(), _clock, new Random(1));
        using var lane = new Lane(new GitHubDoor(Polled.Every(TimeSpan.FromSeconds(5), Two), github), _clock, new Random(1));
        Assert.That(lane.Describe().Lag, Is.Null, "there is nothing to know");

        lane.Set(null, Two, repo => new RepositoryWatch(repo, github, _ => true, new FollowedJobs(), _clock));
        if (failing)
        {
            lane.Done(lane.NextAsync(default).GetAwaiter().GetResult(), null, new GitHubFault(GitHubFaultKind.Transient, null, null, "no answer"), _ => { });
        }

        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.That(lane.Describe().Lag, Is.EqualTo(TimeSpan.FromMinutes(11)), "GitHub was not to be reached from the first look on");

        lane.Set(null, [.. Two, RepoName.Parse("octo/new")], repo => new RepositoryWatch(repo, github, _ => true, new FollowedJobs(), _clock));
        Assert.That(lane.Describe().Lag, Is.EqualTo(TimeSpan.FromMinutes(11)), "a newcomer hides nothing");
    }

    [Test]
    public async Task An_alarm_that_rings_as_early_as_timers_may_rings_for_something_that_is_due([Values(1, 2, 3, 4)] int seed)
    {
        var time = new EarlyTimers(_clock);
        using var github = new GitHubClient(new Uri("http://127.0.0.1:9"), new NoToken(), _clock, new Random(1));
        using var lane = new Lane(new GitHubDoor(Polled.Every(TimeSpan.FromSeconds(5), Two), github), time, new Random(seed));
        lane.Set(null, Two, repo => new RepositoryWatch(repo, github, _ => true, new FollowedJobs(), _clock));
        foreach (var beat in (Beat[])[await lane.NextAsync(default), await lane.NextAsync(default)])
        {
            lane.Done(beat, new RepositoryLook(beat.Repo, _clock.GetUtcNow(), _clock.GetTimestamp(), []), null, _ => { });
            _clock.Advance(TimeSpan.FromMilliseconds(0.7));
        }

        var next = lane.NextAsync(default);
        while (time.Fired == 0)
        {
            Assert.That(next.IsCompleted, Is.False, "nothing is due before the alarm");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.That(Two, Does.Contain((await next.WaitAsync(TimeSpan.FromSeconds(20))).Repo));
    }

    /// <summary>Timers as the runtime has them: in whole milliseconds, cut off, by a clock that may be a tick of the kernel's (4 ms) behind.</summary>
    private sealed class EarlyTimers(HandClock clock) : TimeProvider
    {
        public int Fired { get; private set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Early(clock.CreateTimer(
            given =>
            {
                Fired++;
                callback(given);
            },
            state,
            Cut(dueTime),
            period));

        private static TimeSpan Cut(TimeSpan due) =>
            due == Timeout.InfiniteTimeSpan ? due : TimeSpan.FromMilliseconds(Math.Max(0, Math.Floor(due.TotalMilliseconds) - 4));

        private sealed class Early(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Cut(dueTime), period);

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }

    private sealed class NoToken : Ephemerd.GitHub.Access.Credential
    {
        public override ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop) =>
            ValueTask.FromResult(GitHubAnswer<Secret>.Of(new GitHubFault(GitHubFaultKind.Unauthorized, null, null, "none")));

        public override ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop) => ValueTask.FromResult<Secret?>(null);
    }
}
