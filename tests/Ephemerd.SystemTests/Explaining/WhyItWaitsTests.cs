using Ephemerd.SystemTests.Serving;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Explaining;

/// <summary>
/// Why a job waits, asked of one live daemon: each test makes one fact hold a job up, has that explained to scripts and to people, changes that fact
/// alone and sees the job go on. A broken backend is in BreakerTests, an old runner and a job given up are in Outcomes.
/// </summary>
[CancelAfter(45_000)]
public sealed class WhyItWaitsTests : ServingFixture
{
    private const string Full = "octo/full";
    private const string Narrow = "octo/narrow";
    private const string Quick = "octo/quick";
    private const string Shaky = "octo/shaky";
    private const string Newest = "octo/newest";
    private const string Native = "octo/native";
    private static readonly string[] All = [Full, Narrow, Quick, Shaky, Newest, Native];
    private DaemonProcess _daemon = null!;
    private bool _changed;

    [OneTimeSetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, All);
        Write();
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [OneTimeTearDown]
    public Task StopOne() => EndAsync(_daemon);

    /// <summary>Whatever came of a test, the next one finds the daemon idle, willing and as it was configured.</summary>
    [TearDown]
    public async Task NothingIsLeft()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var run in (await Forge.Admin.StateAsync(limit.Token)).Runs.Where(r => r.Status != "completed"))
        {
            await Forge.Admin.CancelRunAsync(run.Id, stop: limit.Token);
        }

        await Forge.Admin.ClearFaultsAsync(limit.Token);
        if ((await _daemon.WaitForStateAsync(_ => true, limit.Token)).Draining)
        {
            await _daemon.RunAsync(limit.Token, "resume");
        }

        if (_changed)
        {
            await ReloadAsync(limit.Token);
            _changed = false;
        }

        await _daemon.WaitForJobsAsync(j => j.Waiting.Count == 0 && j.Runs.All(r => r.Outcome is not null), limit.Token);
        await AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_full_repository_is_named_until_its_run_has_ended(CancellationToken stop)
    {
        var (holder, job) = await HeldUpAsync(Full, stop);
        await AssertWaitsAsync(job, "repository_full", "has its repository room?", [("runs of octo/full", "1"), ("max_concurrent of the repository", "1")], stop);

        await KillAsync(holder, stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_full_backend_is_named_until_its_run_has_ended(CancellationToken stop)
    {
        var (holder, job) = await HeldUpAsync(Narrow, stop);
        await AssertWaitsAsync(job, "backend_full", "has its backend room?", [("runs in backend 'narrow'", "1"), ("capacity of the backend", "1")], stop);

        await KillAsync(holder, stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_full_host_is_named_until_it_may_have_more(CancellationToken stop)
    {
        var holder = await QueueAsync(Full, "true", stop);
        await _daemon.WaitForRunAsync(holder.Id, r => r.Phase == "busy", stop);
        await ReloadAsync(stop, most: 1);
        var job = await QueueAsync(Quick, "true", stop);
        await AssertWaitsAsync(job, "host_full", "has the host room?", [("runs on this host", "1"), ("max_concurrent of the host", "1")], stop);

        await ReloadAsync(stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_floor_above_the_free_disk_is_named_until_a_reload_lowers_it(CancellationToken stop)
    {
        await ReloadAsync(stop, floor: "15T");
        var job = await QueueAsync(Quick, "true", stop);
        await AssertWaitsAsync(job, "no_disk", "is there free disk above the floor?", [("disk_floor", "15360.0 GiB")], stop);

        await ReloadAsync(stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_drained_daemon_is_named_until_it_is_resumed(CancellationToken stop)
    {
        await _daemon.RunAsync(stop, "drain");
        var job = await QueueAsync(Quick, "true", stop);
        await AssertWaitsAsync(job, "draining", "does the daemon take new work?", [("draining", "yes")], stop);

        await _daemon.RunAsync(stop, "resume");
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_pause_after_a_failure_is_named_with_what_failed_until_somebody_resumes(CancellationToken stop)
    {
        var conflict = await Forge.Admin.SetFaultAsync(new ForgeFault("name_conflict") { RouteClass = "jitconfig", Repository = Shaky }, stop);
        var job = await QueueAsync(Shaky, "true", stop);
        var waiting = await AssertWaitsAsync(job, "backing_off", "has its class's pause after a failure passed?", [("failed in a row", "1 failed try")], stop);
        Assert.That(waiting.Reason, Does.Contain("after 1 failed try in a row: ").And.Contain("Already exists"));

        await Forge.Admin.RemoveFaultAsync(conflict, stop);
        await _daemon.RunAsync(stop, "resume");
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_runner_on_its_way_is_named_until_it_has_taken_the_job(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Count = 1, Seconds = 5 }, stop);
        var job = await QueueAsync(Quick, "true", stop);
        await AssertWaitsAsync(
            job, "runner_coming", "is there no runner on its way that may take it?", [("runners of its class on their way", "1"), ("older jobs of its class", "0")], stop);

        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task Labels_that_fit_nothing_are_named_until_a_reload_offers_them(CancellationToken stop)
    {
        var job = await Forge.Admin.QueueJobAsync(Quick, [.. Linux, "gpu"], "true", stop);
        await AssertWaitsAsync(job, "no_fitting_class", "does a runner offered here carry its labels?", [("labels", "gpu,linux,self-hosted")], stop);

        await ReloadAsync(stop, more: $"[repos.\"{Quick}\"]\nlabels = [\"gpu\"]");
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_label_that_is_demanded_is_named_until_a_reload_demands_it_no_more(CancellationToken stop)
    {
        await ReloadAsync(stop, more: $"[repos.\"{Quick}\"]\nrequire_labels = [\"x64\"]");
        var job = await QueueAsync(Quick, "true", stop);
        await AssertWaitsAsync(job, "required_label_missing", "does it ask for every label that is demanded?", [("require_labels", "x64")], stop);

        await ReloadAsync(stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task Trust_that_is_taken_from_a_native_repository_is_refused_with_the_file_so_that_no_job_ever_waits_for_it(CancellationToken stop)
    {
        Write(trusted: false);
        var end = await _daemon.RunAsync(stop, "reload");
        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Output, Does.Contain("octo/native is not trusted, and backend \"bubblewrap\" runs its jobs on this machine's own kernel").And.Contain("stays in force"));

        var job = await QueueAsync(Native, "true", stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_forks_job_and_the_neighbour_that_it_could_take_the_runner_of_are_named_until_it_is_cancelled(CancellationToken stop)
    {
        var run = new ForgeRunOrder(Native, [new ForgeJobOrder("check", Linux, [new ForgeStep("true")])]) { Event = "pull_request", HeadRepository = "stranger/app", Branch = "patch-1" };
        var fork = (await Forge.Admin.QueueRunAsync(run, stop)).Jobs[0];
        var job = await QueueAsync(Native, "true", stop);
        await AssertWaitsAsync(fork, "fork_refused", "is it no fork's code, or are forks served?", [("set off by", "pull_request"), ("code of", "stranger/app")], stop, others: 1);
        var waiting = await AssertWaitsAsync(job, "forbidden_neighbour", "is no forbidden job queued that could take its runner?", [], stop);
        Assert.That(waiting.Reason, Does.Contain($"run {fork.RunId}").And.Contain("stranger/app"));

        await Forge.Admin.CancelRunAsync(fork.RunId, stop: stop);
        await AssertGoesOnAsync(job, stop);
    }

    [Test]
    public async Task A_run_that_a_newer_one_has_replaced_gets_no_lease_until_a_reload_serves_it(CancellationToken stop)
    {
        // The newer run's job is for GitHub's own runners, so that nothing is made here that could take the older one.
        await _daemon.RunAsync(stop, "drain");
        var job = await QueueAsync(Newest, "true", stop);
        var newer = await Forge.Admin.QueueJobAsync(Newest, ["ubuntu-latest"], "true", stop);
        await _daemon.WaitForVerdictAsync(newer.Id, "no_fitting_class", stop);
        await _daemon.RunAsync(stop, "resume");
        await AssertWaitsAsync(job, "superseded", "is its run still the newest, or are replaced ones served?", [("skip_superseded", "yes")], stop);

        // What is queued later overtakes it: the daemon has looked and passed it over.
        var later = await QueueAsync(Quick, "true", stop);
        await AssertGoesOnAsync(later, stop);
        Assert.That((await _daemon.JobsAsync(stop)).Runs.Where(r => r.Repo == Newest), Is.Empty, "no lease");
        Assert.That((await Forge.Admin.StateAsync(stop)).Runners.Where(r => r.Scope == Newest), Is.Empty, "no registration");

        await ReloadAsync(stop, supersedes: false);
        await AssertGoesOnAsync(job, stop);
    }

    private void Write(int most = 4, string floor = "64M", bool trusted = true, bool supersedes = true, string more = "")
    {
        _changed = true;
        Configure(
            All,
            $"""
             [repos."{Full}"]
             linux = "stuck"
             max_concurrent = 1
             [repos."{Narrow}"]
             linux = "narrow"
             [repos."{Newest}"]
             skip_superseded = {(supersedes ? "true" : "false")}
             [repos."{Native}"]
             linux = "bubblewrap"
             trusted = {(trusted ? "true" : "false")}
             {more}
             [backend.pretend]
             seconds = 0.1
             max_concurrent = 4
             [backend.bubblewrap]
             max_concurrent = 4
             [backend.stuck]
             kind = "pretend"
             script = "hang"
             max_concurrent = 4
             [backend.narrow]
             kind = "pretend"
             script = "hang"
             max_concurrent = 1
             """,
            "pretend", most, floor: floor);
    }

    private async Task ReloadAsync(CancellationToken stop, int most = 4, string floor = "64M", bool supersedes = true, string more = "")
    {
        Write(most, floor, trusted: true, supersedes, more);
        var end = await _daemon.RunAsync(stop, "reload");
        Assert.That(end.ExitCode, Is.Zero, end.Output + end.Errors);
    }

    /// <summary>A job that never ends by itself, and one behind it that waits for its place.</summary>
    private async Task<(ForgeJob Holder, ForgeJob Job)> HeldUpAsync(string repository, CancellationToken stop)
    {
        var holder = await QueueAsync(repository, "true", stop);
        await _daemon.WaitForRunAsync(holder.Id, r => r.Phase == "busy", stop);
        return (holder, await QueueAsync(repository, "true", stop));
    }

    /// <summary>Listing, explanation for scripts and explanation for people name the question that holds the job up, with these facts and their age.</summary>
    /// <param name="others">How many further questions say no.</param>
    private async Task<DaemonWaiting> AssertWaitsAsync(
        ForgeJob job, string verdict, string question, (string Name, string Value)[] facts, CancellationToken stop, int others = 0)
    {
        var listed = await _daemon.WaitForVerdictAsync(job.Id, verdict, stop);
        var (told, text) = await _daemon.ExplainAsync($"{job.Id}", stop);
        var first = told.Waiting!.Questions.First(q => !q.Holds);
        Assert.Multiple(() =>
        {
            Assert.That((told.Waiting.Job.Verdict, told.Waiting.Job.Reason), Is.EqualTo((verdict, listed.Reason)));
            Assert.That((first.Question, first.Verdict, first.Why), Is.EqualTo((question, verdict, listed.Reason)), "the first no is the reason");
            Assert.That(told.Waiting.Questions.Count(q => !q.Holds), Is.EqualTo(1 + others), "so many facts hold it up");
            Assert.That(first.Facts.Select(f => (f.Name, f.Value)), Is.SupersetOf(facts));
            Assert.That(told.Waiting.Questions.SelectMany(q => q.Facts).Select(f => f.Source), Has.None.Empty);
            Assert.That(told.Waiting.Questions.SelectMany(q => q.Facts).Select(f => f.AgeSeconds), Has.All.InRange(0, 300), "every fact has its age");
            Assert.That(told.Runs.Where(r => r.Run.Job is not null), Is.Empty, "no runner has had it");
            Assert.That(text, Does.Contain($": {verdict}\n  {listed.Reason}\n").And.Contain($"NO   {question}   <- this is why"));
        });
        return listed;
    }

    /// <summary>With the one fact changed the job gets its runner, and is explained by that.</summary>
    private async Task AssertGoesOnAsync(ForgeJob job, CancellationToken stop)
    {
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.BusyAt is not null, stop);
        var told = await _daemon.RunAsync(stop, "explain", $"{job.Id}");
        Assert.That(told.Output, Does.StartWith($"run {run.Name} of {job.Repository}: ").And.Not.Contain("this is why"));
        if (run.Backend is not ("stuck" or "narrow"))
        {
            Assert.That((await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        }
    }

    private async Task KillAsync(ForgeJob job, CancellationToken stop)
    {
        await _daemon.RunAsync(stop, "kill", $"{job.Id}");
        await _daemon.WaitForRunAsync(job.Id, r => r.Outcome == "killed", stop);
    }
}
