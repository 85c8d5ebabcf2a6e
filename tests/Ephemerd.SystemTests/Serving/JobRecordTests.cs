using Ephemerd.Ledger;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;
using static Ephemerd.SystemTests.Serving.JobRecordFiles;

namespace Ephemerd.SystemTests.Serving;

/// <summary>The record of real daemons, one killed with -9 among them: every line against the schema, every event once, in both places alike.</summary>
[CancelAfter(150_000)]
public sealed class JobRecordTests : ServingFixture
{
    private const string Good = "octo/good";
    private const string Bad = "octo/bad";
    private const string Long = "octo/long";
    private const string Broken = "octo/broken";
    private const string Refused = "octo/refused";
    private static readonly string[] All = [Good, Bad, Long, Broken, Refused];

    [TearDown]
    public Task Close() => CloseAsync();

    [Test]
    public async Task Of_a_real_daemon_every_line_is_as_the_schema_says(CancellationToken stop)
    {
        await OpenAsync(stop, All);
        Configure(All, $"""
            [repos."{Good}"]
            linux = "good"
            [repos."{Bad}"]
            linux = "bad"
            [repos."{Broken}"]
            linux = "broken"
            [backend.good]
            kind = "pretend"
            [backend.bad]
            kind = "pretend"
            script = "fail"
            [backend.long]
            kind = "pretend"
            script = "hang"
            [backend.broken]
            kind = "pretend"
            """, "long", most: 6);
        Directory.CreateDirectory(Path.Combine(Home.Data, "pretend"));
        await File.WriteAllTextAsync(Path.Combine(Home.Data, "pretend", "broken"), "a file where directories should be made", stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("name_conflict") { RouteClass = "jitconfig", Repository = Refused }, stop);
        var jobs = new Dictionary<string, ForgeJob>();
        foreach (var repository in All)
        {
            jobs[repository] = await QueueAsync(repository, "true", stop);
        }

        await using (var first = await DaemonProcess.StartAsync(Home, stop))
        {
            await first.WaitForJobsAsync(j => j.Runs.Count(r => r.Outcome is not null) >= 4 && j.Of(jobs[Long].Id) is { Phase: "busy" }, stop);
            await first.KillAsync(stop);
        }

        await using (var second = await DaemonProcess.StartAsync(Home, stop))
        {
            await second.WaitForRunAsync(jobs[Long].Id, r => r.Phase == "busy", stop);
            await second.RunAsync(stop, "kill", $"{jobs[Long].Id}");
            await second.WaitForRunAsync(jobs[Long].Id, r => r.Outcome is not null, stop);
            second.Terminate();
            await second.ExitAsync(stop);
        }

        await AssertRecordsAsync(jobs, stop);
    }

    /// <summary>Null means not known, or that there is none: a sandbox on this kernel has no image, and of the two ways to leave one is taken.</summary>
    [TestCase("exit 7", "failed", "image", "exit_signal")]
    [TestCase(Waits, "killed", "image", "exit_signal", "conclusion")]
    public async Task Of_a_run_in_a_real_sandbox_everything_is_known_in_the_end(string script, string outcome, params string[] unknown)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await OpenAsync(limit.Token, Good);
        Configure([Good]);
        var job = await QueueAsync(Good, script, limit.Token);
        await using var daemon = await DaemonProcess.StartAsync(Home, limit.Token);
        if (outcome == "killed")
        {
            await daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", limit.Token);
            await daemon.RunAsync(limit.Token, "kill", $"{job.Id}");
        }

        var run = await daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, limit.Token);
        daemon.Terminate();
        await daemon.ExitAsync(limit.Token);
        var lines = await File.ReadAllLinesAsync(Path.Combine(Home.RunFolder(run.Name), "events.ndjson"), limit.Token);

        Assert.That(Faults(Home), Is.Empty);
        Assert.That(lines.Select(l => Value(l, "event")), Is.EqualTo(new[] { "job.leased", "job.started", "job.finished" }));
        Assert.That(Value(lines[^1], "outcome"), Is.EqualTo(outcome));
        Assert.That(Nulls(lines[^1]).Except(unknown), Is.Empty, "all else is known");
        Assert.That(Value(lines[^1], "package"), Has.Length.EqualTo(64), "the runner package's digest");
        Assert.That(Value(lines[0], "policy_hash"), Has.Length.EqualTo(64));
    }

    private async Task AssertRecordsAsync(Dictionary<string, ForgeJob> jobs, CancellationToken stop)
    {
        var told = Directory.GetFiles(Path.Combine(Home.Data, "runs"), "events.ndjson", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetFileName(Path.GetDirectoryName(path))!,
            path => File.ReadAllLines(path).ToList());
        Assert.That(Faults(Home), Is.Empty);
        Assert.That(told.Values.Select(lines => string.Join(' ', lines.Select(l => Value(l, "event")))), Has.All.AnyOf(
            "job.leased job.started job.finished", "job.leased job.finished"));

        await using var ledger = await OrderLedger.OpenAsync(Home.Database, TimeProvider.System, stop);
        var events = await ledger.EventsAsync(null, 0, 10_000, stop);
        Assert.That(
            events.Where(e => e.Kind.StartsWith("job.", StringComparison.Ordinal)).Select(e => e.Detail).Order(),
            Is.EqualTo(told.Values.SelectMany(lines => lines).Order()), "file and ledger say the same");

        var ends = told.Values.Select(lines => lines[^1]).ToLookup(l => Value(l, "repository"));
        Assert.Multiple(() =>
        {
            Assert.That(ends[Good].Select(l => Value(l, "outcome")), Is.EqualTo(new[] { "succeeded" }));
            Assert.That(ends[Bad].Select(l => Value(l, "outcome")), Is.EqualTo(new[] { "failed" }));
            Assert.That(ends[Broken].Select(l => Value(l, "outcome")), Has.All.EqualTo("sandbox_failed").And.Not.Empty);
            Assert.That(ends[Refused].Select(l => Value(l, "outcome")), Has.All.EqualTo("refused").And.Not.Empty);
            Assert.That(ends[Long].Select(l => Value(l, "outcome")), Is.EqualTo(new[] { "killed" }));
        });

        var end = ends[Long].Single();
        var job = jobs[Long];
        var lived = told[Value(end, "run")!];
        Assert.Multiple(() =>
        {
            Assert.That(Value(end, "job_id"), Is.EqualTo($"{job.Id}"));
            Assert.That(Value(end, "sha"), Is.Not.Null);
            Assert.That(Value(end, "workflow"), Is.Not.Null);
            Assert.That(Value(end, "policy_hash"), Is.Not.Null.And.EqualTo(Value(lived[0], "policy_hash")));
            Assert.That(Value(end, "runner_id"), Is.Not.Null.And.EqualTo(Value(lived[1], "runner_id")), "known to the first daemon alone");
            Assert.That(Value(end, "egress_achieved"), Is.EqualTo("open"));
            Assert.That(Value(end, "instance"), Is.Not.EqualTo(Value(lived[0], "instance")), "another daemon told the end");
        });
    }
}
