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

    private sealed class NoToken : Ephemerd.GitHub.Access.Credential
    {
        public override ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop) =>
            ValueTask.FromResult(GitHubAnswer<Secret>.Of(new GitHubFault(GitHubFaultKind.Unauthorized, null, null, "none")));

        public override ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop) => ValueTask.FromResult<Secret?>(null);
    }
}
