using System.Globalization;
using Ephemerd.SystemTests.Serving;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Monitoring;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Explaining;

/// <summary>One of two backends cannot make its sandboxes: it stops taking work and says so, the other goes on, one run tries it after the mend.</summary>
[CancelAfter(120_000)]
public sealed class BreakerTests : ServingFixture
{
    private const string Sound = "octo/sound";
    private const string Trial = "octo/trial";
    private static readonly string[] Struck = ["octo/b1", "octo/b2", "octo/b3"];
    private static readonly string[] All = [Sound, Trial, .. Struck];
    private string _page = "";
    private DaemonProcess _daemon = null!;

    private string Obstacle => Path.Combine(Home.Data, "pretend", "broken");

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, All);
        _page = $"127.0.0.1:{PrometheusServer.FreePort()}";
        Configure(All, $"""
            {string.Join('\n', All.Skip(1).Select(repository => $"[repos.\"{repository}\"]\nlinux = \"broken\""))}
            [backend.sound]
            kind = "pretend"
            seconds = 0.1
            [backend.broken]
            kind = "pretend"
            seconds = 0.1
            [telemetry]
            prometheus = "{_page}"
            """, "sound", most: 8);
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);

        // A file where the directories of its runs should be made.
        Directory.CreateDirectory(Path.Combine(Home.Data, "pretend"));
        await File.WriteAllTextAsync(Obstacle, "");
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task A_broken_backend_takes_no_work_and_says_so_while_the_other_goes_on_and_one_run_tries_it_once_it_is_mended(CancellationToken stop)
    {
        var struck = await Task.WhenAll(Struck.Select(repository => QueueAsync(repository, "true", stop)));
        var open = await _daemon.WaitForStateAsync(s => !s.Backend("broken").Usable, stop);
        ForgeJob[] waiting = [await QueueAsync(Trial, "true", stop), await QueueAsync(Trial, "true", stop)];
        await AssertOpenAsync(open, waiting[0], stop);

        // The other one is not touched by it.
        var elsewhere = await QueueAsync(Sound, "true", stop);
        Assert.That((await _daemon.WaitForRunAsync(elsewhere.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        Assert.That((await _daemon.JobsAsync(stop)).Runs.Where(r => r.Repo == Trial), Is.Empty, "nothing is begun meanwhile");

        File.Delete(Obstacle);
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Count = 1, Seconds = 5 }, stop);
        await AssertOneTriesAsync(waiting, stop);
        await AssertClosedAsync([.. waiting, .. struck], stop);
    }

    private async Task AssertOpenAsync(DaemonState open, ForgeJob waiting, CancellationToken stop)
    {
        var why = await _daemon.WaitForVerdictAsync(waiting.Id, "backend_unusable", stop);
        var (told, text) = await _daemon.ExplainAsync($"{waiting.Id}", stop);
        var status = (await _daemon.RunAsync(stop, "status")).Output;
        var asked = told.Waiting!.Questions.Single(q => q.Question == "does its backend take work?");
        Assert.Multiple(async () =>
        {
            Assert.That(why.Reason, Does.Match("^backend 'broken' takes no work until [0-9:]{8} UTC, since runs in it did not come up: the sandbox could not be made: "));
            Assert.That(open.Backend("broken").Notes[0], Is.EqualTo(why.Reason));
            Assert.That(open.Backend("sound").Usable, Is.True);
            Assert.That((await _daemon.StateAsync(stop)).Alarms.Select(a => (a.Where, a.What)), Is.EqualTo(new[] { ("backend broken", why.Reason) }));
            Assert.That(status, Does.Contain($"ALARM backend broken: {why.Reason}").And.Match(@"(?m)^broken +none +0 +unlimited|^broken .* NO "));
            Assert.That((told.Waiting.Job.Verdict, asked.Holds, asked.Why), Is.EqualTo(("backend_unusable", false, why.Reason)));
            Assert.That(asked.Facts.Select(f => f.Name), Is.EqualTo(new[] { "backend broken", "tried again from", "runs trying it" }));
            Assert.That(text, Does.Contain("NO   does its backend take work?   <- this is why"));
            Assert.That(await MeteredAsync(stop), Is.EqualTo(("open", 0)));
        });
    }

    /// <summary>Of the jobs that wait one is tried with, the oldest whose own pause is over; the others wait for how that goes.</summary>
    private async Task AssertOneTriesAsync(ForgeJob[] waiting, CancellationToken stop)
    {
        var tried = await _daemon.WaitForJobsAsync(
            j => j.Runs.Any(r => r.Backend == "broken" && r.StartedAt is not null)
                && j.Waiting.Any(w => w.JobId == waiting[1].Id && w.Reason.StartsWith("backend 'broken' is being tried with one run", StringComparison.Ordinal)),
            stop);
        await MeteredUntilAsync("trying", stop);
        Assert.That(tried.Runs.Where(r => r.Backend == "broken" && r.EndedAt is null), Has.Exactly(1).Items, "one run tries it");
    }

    private async Task AssertClosedAsync(IReadOnlyList<ForgeJob> jobs, CancellationToken stop)
    {
        foreach (var job in jobs)
        {
            Assert.That((await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        }

        var closed = await _daemon.WaitForStateAsync(s => s.Backend("broken").Usable, stop);
        Assert.That((closed.Alarms, closed.Backend("broken").Notes), Is.EqualTo((Array.Empty<DaemonAlarm>(), closed.Backend("sound").Notes)));
        Assert.That(await MeteredAsync(stop), Is.EqualTo(("closed", 1)));
    }

    /// <summary>The state is drawn anew every second.</summary>
    private async Task MeteredUntilAsync(string state, CancellationToken stop)
    {
        while ((await MeteredAsync(stop)).State != state)
        {
            await Task.Delay(50, stop);
        }
    }

    /// <summary>The state of the breaker and whether the backend is usable, as the page for Prometheus has them.</summary>
    private async Task<(string State, int Usable)> MeteredAsync(CancellationToken stop)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync($"http://{_page}/metrics", stop)).Split('\n');
        var state = lines.Single(l => l.StartsWith("ephemerd_backend_breaker{backend=\"broken\",state=", StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal));
        var usable = lines.Single(l => l.StartsWith("ephemerd_backend_usable{backend=\"broken\"}", StringComparison.Ordinal));
        return (state.Split('"')[3], int.Parse(usable.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
