using System.Globalization;
using System.Text.Json;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>What a daemon tells of runs that ended before it was started: the lists, narrowed, and the log.</summary>
[CancelAfter(150_000)]
public sealed class HistoryTests : ServingFixture
{
    private const string Good = "octo/good";
    private const string Bad = "octo/bad";
    private static readonly string[] Both = [Good, Bad];

    [TearDown]
    public Task Close() => CloseAsync();

    [Test]
    public async Task A_new_daemon_tells_what_an_earlier_one_did_narrowed_as_asked(CancellationToken stop)
    {
        await OpenAsync(stop, Both);
        Configure(Both, $"""
            [repos."{Bad}"]
            linux = "bad"
            [backend.bad]
            kind = "pretend"
            script = "fail"
            """, "pretend");
        var (good, bad) = (await QueueAsync(Good, "true", stop), await QueueAsync(Bad, "true", stop));
        await using (var first = await DaemonProcess.StartAsync(Home, stop))
        {
            await first.WaitForJobsAsync(j => j.Of(good.Id)?.Outcome is not null && j.Of(bad.Id)?.Outcome is not null, stop);
            first.Terminate();
            await first.ExitAsync(stop);
        }

        await using var second = await DaemonProcess.StartAsync(Home, stop);
        var again = await QueueAsync(Good, "true", stop);
        var late = await second.WaitForRunAsync(again.Id, r => r.Outcome is not null, stop);
        var at = late.GrantedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

        Assert.That(await JobsAsync(second, stop), Is.EqualTo(new[] { good.Id, bad.Id, again.Id }.Order()), "all that the ledger remembers");
        Assert.That(await JobsAsync(second, stop, "--all", "--repo", Good), Is.EqualTo(new[] { good.Id, again.Id }.Order()));
        Assert.That(await JobsAsync(second, stop, "--outcome", "failed,lost", "--since", "2h"), Is.EqualTo(new[] { bad.Id }));
        Assert.That(await JobsAsync(second, stop, "--backend", "bad"), Is.EqualTo(new[] { bad.Id }));
        Assert.That(await JobsAsync(second, stop, "--label", "LINUX", "--until", at), Is.EqualTo(new[] { good.Id, bad.Id, again.Id }.Order()), "what began at that very moment is in");
        Assert.That(await JobsAsync(second, stop, "--since", at), Is.EqualTo(new[] { again.Id }));
        Assert.That(await JobsAsync(second, stop, "--limit", "1"), Is.EqualTo(new[] { again.Id }));

        Assert.That(await EventsAsync(second, stop), Is.EqualTo(9), "three of each run");
        Assert.That(await EventsAsync(second, stop, "--kind", "job.finished"), Is.EqualTo(3));
        Assert.That(await EventsAsync(second, stop, "--repo", Bad), Is.EqualTo(3));
        Assert.That(await EventsAsync(second, stop, $"{bad.Id}", "--kind", "job.leased,job.started"), Is.EqualTo(2));
        Assert.That(await EventsAsync(second, stop, "--since", at, "--repo", Good), Is.EqualTo(3));

        var log = await second.RunAsync(stop, "logs", $"{bad.Id}");
        Assert.That((log.ExitCode, log.Errors), Is.EqualTo((0, "")));
        Assert.That(log.Output, Does.Contain("Listening for Jobs"), "of a run that only the ledger knows");
    }

    private static async Task<IEnumerable<long>> JobsAsync(DaemonProcess daemon, CancellationToken stop, params string[] more)
    {
        using var told = JsonDocument.Parse((await daemon.RunAsync(stop, ["jobs", "--json", .. more])).Output);
        return [.. told.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("job").GetProperty("job_id").GetInt64()).Order()];
    }

    private static async Task<int> EventsAsync(DaemonProcess daemon, CancellationToken stop, params string[] more)
    {
        using var told = JsonDocument.Parse((await daemon.RunAsync(stop, ["events", "--json", .. more])).Output);
        return told.RootElement.GetProperty("events").GetArrayLength();
    }
}
