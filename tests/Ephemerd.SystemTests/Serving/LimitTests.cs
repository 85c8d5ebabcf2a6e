using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>Limits are judged by the forge after every single transition, never sampled.</summary>
[CancelAfter(150_000)]
public sealed class LimitTests : ServingFixture
{
    [TearDown]
    public Task Close() => CloseAsync();

    [TestCase("bubblewrap", 12, 3, 2)]
    [TestCase("pretend", 36, 6, 4)]
    public async Task No_limit_is_exceeded_at_any_transition(string backend, int jobs, int count, int most, CancellationToken stop)
    {
        string[] repositories = [.. Enumerable.Range(1, count).Select(i => $"octo/r{i}")];
        await OpenAsync(stop, repositories);
        Configure(repositories, $"""
            [repos."octo/*"]
            max_concurrent = 1
            [backend.pretend]
            seconds = 0.2
            """, backend, most);
        await Forge.Admin.LimitAsync("*", most, most, stop);
        foreach (var repository in repositories)
        {
            await Forge.Admin.LimitAsync(repository, 1, 1, stop);
        }

        var queued = new List<ForgeJob>();
        for (var i = 0; i < jobs; i++)
        {
            queued.Add(await QueueAsync(repositories[i % count], "sleep 0.3", stop));
        }

        await using (var daemon = await DaemonProcess.StartAsync(Home, stop))
        {
            await Forge.Admin.WaitForSummaryAsync(s => s.JobsThat("success") == jobs, stop);
            var ended = await daemon.WaitForJobsAsync(j => j.Waiting.Count == 0 && j.Runs.All(r => r.Outcome is not null), stop);
            Assert.That(queued.Select(j => ended.Runs.Count(r => r.Job?.JobId == j.Id)), Has.All.EqualTo(1), "every job had one runner");
            Assert.That(ended.Runs.Select(r => r.Outcome), Has.All.EqualTo("succeeded"));
            await AssertNothingLeftAsync();
        }

        Assert.That(await Forge.Admin.LimitViolationsAsync(stop), Is.Empty);
        await AssertNothingLeftAsync();
    }
}
