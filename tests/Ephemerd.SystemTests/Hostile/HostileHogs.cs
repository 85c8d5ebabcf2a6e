using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>Jobs that take all they can get, beside a sibling that must not notice.</summary>
[CancelAfter(120_000)]
internal sealed class HostileHogs : HostileJobs
{
    [Test]
    public async Task A_fork_bomb_stops_at_its_limit(CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var (_, log) = await RunAsync(
            "i=0; while [ $i -lt 200 ]; do sleep 30 & i=$((i+1)); done 2>&1 | head -1; echo \"alive $(ls -d /proc/[0-9]* | wc -l)\"; exit 0", stop, Roomy with { Processes = 40 });
        Assert.That(log, Does.Contain("Cannot fork").Or.Contain("Resource temporarily unavailable"));
        await AssertUndisturbedAsync(sibling, stop);
    }

    [Test]
    public async Task A_memory_hog_is_ended_at_its_limit_and_it_is_said(CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var (end, log) = await RunAsync("echo begun; head -c 8G /dev/zero | tail; echo \"tail said $?\"; exit 3", stop, Roomy with { Memory = 64L << 20 });
        Assert.That(end.OomKilled, Is.True);
        Assert.That(log, Does.Contain("begun"));
        Assert.That(end.ExitCode, Is.EqualTo(3).Or.EqualTo(137));
        await AssertUndisturbedAsync(sibling, stop);
    }

    [Test]
    public async Task Shared_memory_counts_and_is_capped(CancellationToken stop)
    {
        var (end, log) = await RunAsync("head -c 1M /dev/zero > /dev/shm/a && echo small; head -c 1G /dev/zero > /dev/shm/b || echo full; exit 0", stop, Roomy with { Memory = 64L << 20 });
        Assert.That(log, Does.Contain("small").And.Contain("full"));
        Assert.That(end.OomKilled, Is.False);
    }

    [Test]
    public async Task An_open_file_hog_stops_at_its_limit(CancellationToken stop)
    {
        var (end, log) = await RunAsync(
            "ulimit -n; ulimit -Hn; ulimit -c; ulimit -n 9999 2>/dev/null && echo RAISED; bash -c 'for i in $(seq 3 400); do eval \"exec $i</dev/null\" || break; done; echo \"opened $i\"'; exit 0",
            stop, Roomy with { OpenFiles = 100 });
        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(log, Does.Contain("100\n100\n0\n").And.Not.Contain("RAISED").And.Not.Contain("opened 400"));
    }

    [Test]
    public async Task An_open_file_limit_above_the_hosts_is_clamped_and_recorded(CancellationToken stop)
    {
        var sandbox = await StartAsync("ulimit -n; exit 0", stop, Roomy with { OpenFiles = int.MaxValue });
        await sandbox.WaitAsync(stop);
        var limit = sandbox.Achieved.Limits.Single(l => l.Name == "open_files");
        Assert.That(limit.Requested, Is.EqualTo("2147483647"));
        Assert.That(await File.ReadAllTextAsync(sandbox.LogPath, stop), Does.Contain($"{limit.Applied}\n"));
        Assert.That(limit.By, Does.Contain("clamped"));
    }

    [TestCase("/runner/_work")]
    [TestCase("/home/runner")]
    [TestCase("/tmp")]
    public async Task A_disk_hog_fills_its_own_slot_only(string place, CancellationToken stop)
    {
        var sibling = await StartSiblingAsync(stop);
        var (end, log) = await RunAsync($"echo a > {place}/small && echo small; head -c 1G /dev/zero > {place}/big || echo full; exit 0", stop, Roomy with { Disk = 32L << 20 });
        Assert.That(log, Does.Contain("small").And.Contain("full"));
        Assert.That(end.DiskFull, Is.True);
        Assert.That(new DriveInfo(SlotOf(sibling)).AvailableFreeSpace, Is.GreaterThan(16L << 20));
        await AssertUndisturbedAsync(sibling, stop);
    }

    [Test]
    public async Task A_processor_hog_gets_its_share_only(CancellationToken stop)
    {
        // Two busy loops for two seconds under a quarter of a processor: about half a second of time, four without a limit.
        var (_, log) = await RunAsync(
            "bash -c 'end=$((SECONDS+2)); while [ $SECONDS -lt $end ]; do :; done' & bash -c 'end=$((SECONDS+2)); while [ $SECONDS -lt $end ]; do :; done' & wait; times | tail -1; exit 0",
            stop, Roomy with { Cpus = 0.25 });
        var seconds = log.Split('\n').Last(l => l.Contains('m', StringComparison.Ordinal) && l.Contains('s', StringComparison.Ordinal)).Split('m', 's')[1];
        Assert.That(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(1.5));
    }

    [Test]
    public async Task Every_limit_is_recorded_as_asked_for_and_as_applied(CancellationToken stop)
    {
        var sandbox = await StartAsync("exit 0", stop);
        await sandbox.WaitAsync(stop);
        Assert.That(sandbox.Achieved.Limits.Select(l => l.Name), Is.EquivalentTo(new[] { "memory", "cpus", "processes", "open_files", "core", "disk" }));
        Assert.That(sandbox.Achieved.Limits.Select(l => l.Applied), Has.None.Null);
        Assert.That(sandbox.Achieved.Limits.Single(l => l.Name == "disk").By, Is.EqualTo("loop image"));
    }
}
