using System.Net;
using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.State;

[TestFixture]
[CancelAfter(60_000)]
public sealed class RunTests : ForgeTest
{
    [Test]
    public async Task Cancelling_ends_queued_jobs_at_once_and_asks_running_ones(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await Admin.QueueRunAsync(Two(repo), stop);
        var runner = await OnlineAsync(repo, stop);
        var job = await runner.TakeAsync(stop);

        var accepted = await github.PostAsync($"/repos/{repo}/actions/runs/{run.Id}/cancel", null, stop);
        var message = await runner.PollAsync(stop, "Busy");

        Assert.That((int)accepted.Status, Is.EqualTo(202));
        Assert.That(JsonNode.Parse(message.Body!["body"]!.GetValue<string>())!["jobId"]!.GetValue<string>(), Is.EqualTo(job.Ids["jobId"]!.GetValue<string>()));
        Assert.That((await Admin.RunAsync(run.Id, stop)).Jobs.Select(held => held.Status), Is.EquivalentTo((string[])["in_progress", "completed"]));

        await runner.CompleteAsync(job, "canceled", stop);
        Assert.That((await Admin.RunAsync(run.Id, stop)).Conclusion, Is.EqualTo("cancelled"));
        var again = await github.PostAsync($"/repos/{repo}/actions/runs/{run.Id}/cancel", null, stop);
        Assert.That((int)again.Status, Is.EqualTo(409));
    }

    [Test]
    public async Task Force_cancelling_takes_the_job_from_its_runner(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var queued = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        var job = await runner.TakeAsync(stop);

        await github.PostAsync($"/repos/{repo}/actions/runs/{queued.RunId}/force-cancel", null, stop);

        Assert.That((await Admin.JobAsync(queued.Id, stop)).Conclusion, Is.EqualTo("cancelled"));
        Assert.That((await runner.RenewAsync(job, stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Running_failed_jobs_again_is_a_new_attempt_that_carries_the_others_over(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await Admin.QueueRunAsync(Two(repo), stop);
        foreach (var word in (string[])["succeeded", "failed"])
        {
            var runner = await OnlineAsync(repo, stop);
            await runner.CompleteAsync(await runner.TakeAsync(stop), word, stop);
        }

        var path = $"/repos/{repo}/actions/runs/{run.Id}";
        Assert.That((int)(await github.PostAsync(path + "/rerun-failed-jobs", null, stop)).Status, Is.EqualTo(201));

        var jobs = (await github.GetAsync(path + "/jobs", stop)).Body!["jobs"]!.AsArray();
        var all = (await github.GetAsync(path + "/jobs?filter=all", stop)).Body!["jobs"]!.AsArray();
        Assert.That(jobs.Select(job => job!["status"]!.GetValue<string>()), Is.EquivalentTo((string[])["queued", "completed"]));
        Assert.That(jobs.Select(job => job!["run_attempt"]!.GetValue<int>()), Is.All.EqualTo(2));
        Assert.That(all, Has.Count.EqualTo(4));
        Assert.That((int)(await github.PostAsync(path + "/rerun", null, stop)).Status, Is.EqualTo(403), "it runs");

        var last = await OnlineAsync(repo, stop);
        await last.CompleteAsync(await last.TakeAsync(stop), "succeeded", stop);
        Assert.That((await Admin.RunAsync(run.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That((int)(await github.PostAsync(path + "/rerun-failed-jobs", null, stop)).Status, Is.EqualTo(403), "nothing failed");
        Assert.That((int)(await github.PostAsync(path + "/rerun", new JsonObject { ["enable_debug_logging"] = true }, stop)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task A_run_from_a_fork_names_its_head_repository(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var order = Two(repo) with { Event = "pull_request", HeadRepository = "stranger/fork", Branch = "evil", Sha = new string('a', 40) };
        var run = await Admin.QueueRunAsync(order, stop);
        var shown = (await github.GetAsync($"/repos/{repo}/actions/runs/{run.Id}", stop)).Body!;
        Assert.Multiple(() =>
        {
            Assert.That(shown["event"]!.GetValue<string>(), Is.EqualTo("pull_request"));
            Assert.That(shown["head_repository"]!["full_name"]!.GetValue<string>(), Is.EqualTo("stranger/fork"));
            Assert.That(shown["head_repository"]!["fork"]!.GetValue<bool>(), Is.True);
            Assert.That(shown["head_sha"]!.GetValue<string>(), Is.EqualTo(order.Sha));
            Assert.That(shown["repository"]!["full_name"]!.GetValue<string>(), Is.EqualTo(repo));
        });
    }

    [Test]
    public async Task A_limit_is_judged_at_every_transition(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await Admin.LimitAsync(repo, registered: 1, stop: stop);
        var github = await NewClientAsync(stop);
        var first = await RegisterAsync(repo, stop);
        Assert.That((await Admin.LimitViolationsAsync(stop)).Where(met => met.Scope == repo), Is.Empty);

        await RegisterAsync(repo, stop);
        await github.DeleteAsync($"/repos/{repo}/actions/runners/{first.Id}", stop);

        var met = (await Admin.LimitViolationsAsync(stop)).Single(met => met.Scope == repo);
        Assert.That((met.Measure, met.Limit, met.Count), Is.EqualTo(("registered", 1, 2)));
    }

    [Test]
    public async Task Transitions_are_numbered_without_a_gap(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await Admin.QueueRunAsync(Two(repo), stop);
        var all = (await Admin.TransitionsAsync(0, stop)).Transitions;
        Assert.That(all.Select(change => change.Seq), Is.EqualTo(Enumerable.Range(1, all.Count).Select(seq => (long)seq)));
    }

    private static ForgeRunOrder Two(string repo) => new(
        repo, [new("one", ["self-hosted"], [new("true")]), new("two", ["self-hosted"], [new("true")])]);
}
