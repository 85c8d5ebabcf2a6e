using System.Collections.Concurrent;
using Ephemerd.Config;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.Intake;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;
using Ephemerd.Tests.GitHub;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake;

/// <summary>Polling goes on whatever it meets, and when it cannot, it ends where everybody sees it.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PollerLifeTests
{
    private static readonly RepoName Repo = RepoName.Parse("octo/demo");
    private readonly ConcurrentQueue<RepositoryLook> _looks = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private int _refusals;

    [TestCase(100)]
    [TestCase(5)]
    public async Task A_wait_longer_than_a_timer_knows_ends_no_polling(int days, CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var doors = Doors(server, Polled.Every(TimeSpan.FromDays(days), Repo));
        using var poller = Poller(doors, _looks.Enqueue, TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var polling = poller.RunAsync(end.Token);
        for (var i = 1; i <= 20; i++)
        {
            await UntilAsync(() => _looks.Count >= i, stop);
            poller.Doorbell.Ring(Repo);
        }

        Assert.That(polling.IsCompleted, Is.False);
        await end.CancelAsync();
        Assert.That(async () => await polling, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_retry_after_of_years_ends_neither_polling_nor_listing(CancellationToken stop)
    {
        _refusals = 2;
        await using var server = await ServeAsync(stop);
        using var doors = Doors(server, Polled.Targeting(new Target.Owner("octo"), new Target.Repository(Repo)));
        using var poller = Poller(doors, _looks.Enqueue, TimeProvider.System);
        using var targets = new TargetWatch(doors, () => { }, TimeProvider.System, new Random(1), NullLogger<TargetWatch>.Instance);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] loops = [poller.RunAsync(end.Token), targets.RunAsync(end.Token)];
        await UntilAsync(() => targets.Standings is [{ Fault: not null }] && poller.Describe() is [{ Failing: > 0 }], stop);
        for (var i = 1; i <= 20; i++)
        {
            poller.Doorbell.Ring(Repo);
            await UntilAsync(() => poller.Describe()[0].Failing > i, stop);
            targets.Wake();
        }

        Assert.That(loops.Select(l => l.IsCompleted), Is.All.False);
        await end.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Test]
    public async Task A_look_that_cannot_be_taken_in_costs_that_look(CancellationToken stop)
    {
        var failures = 0;
        await using var server = await ServeAsync(stop);
        using var doors = Doors(server, Polled.Every(TimeSpan.FromMilliseconds(20), Repo));
        using var poller = Poller(doors, look =>
        {
            if (Interlocked.Increment(ref failures) <= 40)
            {
                throw new InvalidOperationException("somebody who is told of looks fails");
            }

            _looks.Enqueue(look);
        }, TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var polling = poller.RunAsync(end.Token);
        await UntilAsync(() => _looks.Count >= 3, stop);
        Assert.That(polling.IsCompleted, Is.False);
        await end.CancelAsync();
        await polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Test]
    public async Task Polling_that_cannot_go_on_ends_with_its_cause(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var doors = Doors(server, Polled.Every(TimeSpan.FromHours(1), Repo));
        using var poller = Poller(doors, _looks.Enqueue, new BrokenTimers());
        Assert.That(async () => await poller.RunAsync(stop).WaitAsync(TimeSpan.FromSeconds(20), stop), Throws.InvalidOperationException);
    }

    private async Task<ScriptedServer> ServeAsync(CancellationToken stop) => await ScriptedServer.StartAsync(async context =>
    {
        _asked.Enqueue(context.Request.Path);
        if (_refusals > 0)
        {
            // GitHub's limits are of a credential; a refusal of this kind is of one request, so that the next is asked at once.
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "99999999";
            return;
        }

        await context.Response.WriteAsync("{\"total_count\":0,\"workflow_runs\":[]}", stop);
    });

    private static GitHubDoors Doors(ScriptedServer server, GitHubSettings settings) => new([new GitHubDoor(
        settings, new GitHubClient(server.Url, new StoredToken(() => new SecretReading(new Secret("a-token"), null)), TimeProvider.System, new Random(1)))]);

    private static JobPoller Poller(GitHubDoors doors, Action<RepositoryLook> deliver, TimeProvider time) =>
        new(doors, _ => true, deliver, time, new Random(1), NullLogger<JobPoller>.Instance);

    private static async Task UntilAsync(Func<bool> state, CancellationToken stop)
    {
        while (!state())
        {
            await Task.Delay(10, stop);
        }
    }

    /// <summary>The system's time with timers that cannot be set.</summary>
    private sealed class BrokenTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Broken(base.CreateTimer(callback, state, dueTime, period));

        private sealed class Broken(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("no timer can be set");

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
