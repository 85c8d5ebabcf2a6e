using System.Net;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.State;

/// <summary>What time and runners make of jobs. These tests move the forge's clock, so they have their own forge.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class LifeTests : ForgeTest
{
    [Test]
    public async Task An_offer_nobody_acquires_is_queued_again_after_a_minute(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var deaf = await OnlineAsync(repo, stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var offer = await deaf.OfferAsync(stop);
        await deaf.CloseSessionAsync(stop);

        var lively = await OnlineAsync(repo, stop);
        var next = lively.OfferAsync(stop);
        await Admin.WaitForCensusAsync(census => census.HeldPolls == 1, stop);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Requeues, Is.Zero, "not before its minute is over");
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(61), stop);
        await lively.AcquireAsync(await next, stop);

        var taken = await Admin.JobAsync(job.Id, stop);
        Assert.That((taken.Status, taken.RunnerName, taken.Requeues), Is.EqualTo(("in_progress", lively.Name, 1)));
        Assert.That((await deaf.AcquireAsync(offer, stop)).Status, Is.EqualTo(HttpStatusCode.NotFound), "the old offer is void");
    }

    [Test]
    public async Task An_offer_stays_with_its_runner_for_the_minute(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var slow = await OnlineAsync(repo, stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var offer = await slow.OfferAsync(stop);
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(55), stop);
        Assert.That((await slow.AcquireAsync(offer, stop)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await slow.AcquireAsync(offer, stop)).Status, Is.EqualTo(HttpStatusCode.Conflict), "once");
        Assert.That((await Admin.JobAsync(job.Id, stop)).Requeues, Is.Zero);
    }

    [Test]
    public async Task A_job_whose_renewals_stop_fails_after_ten_minutes_and_is_never_queued_again(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        var taken = await runner.TakeAsync(stop);
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(9), stop);
        await runner.RenewAsync(taken, stop);
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(9), stop);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"), "renewed in time");

        await Admin.AdvanceAsync(TimeSpan.FromMinutes(2), stop);
        await OnlineAsync(repo, stop);

        var lost = await Admin.JobAsync(job.Id, stop);
        Assert.That((lost.Status, lost.Conclusion, lost.Requeues), Is.EqualTo(("completed", "failure", 0)));
        Assert.That((await runner.RenewAsync(taken, stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await runner.CompleteAsync(taken, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Admin.RunAsync(job.RunId, stop)).Conclusion, Is.EqualTo("failure"));
    }

    [Test]
    public async Task An_ephemeral_registration_ends_with_its_job(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        var job = await runner.TakeAsync(stop);
        Assert.That((await github.GetAsync($"/repos/{repo}/actions/runners", stop)).Body!["runners"]![0]!["busy"]!.GetValue<bool>(), Is.True);

        await runner.CompleteAsync(job, "succeeded", stop);

        Assert.That((await github.GetAsync($"/repos/{repo}/actions/runners", stop)).Body!["total_count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.CensusAsync(stop)).Registrations.Where(held => held.Scope == repo), Is.Empty);
        Assert.That((await runner.CloseSessionAsync(stop)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(2), stop);
        Assert.That((await runner.AuthenticateAsync(stop)).Body!["error"]!.GetValue<string>(), Is.EqualTo("invalid_client"));
    }

    [Test]
    public async Task A_runner_that_is_not_heard_goes_offline_and_its_unused_registration_ends_after_a_day(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await OnlineAsync(repo, stop);
        Assert.That(await StatusAsync(), Is.EqualTo("online"));
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(70), stop);
        Assert.That(await StatusAsync(), Is.EqualTo("offline"));
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(2), stop);
        await Admin.AdvanceAsync(TimeSpan.FromDays(1), stop);
        Assert.That(await StatusAsync(), Is.Null);

        async Task<string?> StatusAsync() =>
            (await github.GetAsync($"/repos/{repo}/actions/runners", stop)).Body!["runners"]!.AsArray().SingleOrDefault()?["status"]!.GetValue<string>();
    }

    [TestCase("succeeded", "success")]
    [TestCase("failed", "failure")]
    [TestCase("canceled", "cancelled")]
    [TestCase("skipped", "skipped")]
    [TestCase("abandoned", "failure")]
    public async Task The_runners_word_becomes_the_conclusion(string word, string conclusion, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        await runner.CompleteAsync(await runner.TakeAsync(stop), word, stop);
        Assert.That((await Admin.RunAsync(job.RunId, stop)).Conclusion, Is.EqualTo(conclusion));
    }

    [Test]
    public async Task A_job_held_back_waits_until_it_is_released(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var held = new ForgeJobOrder("deploy", ["self-hosted"], [new ForgeStep("true")]) { Waiting = true };
        var run = await Admin.QueueRunAsync(new ForgeRunOrder(repo, [held]), stop);
        Assert.That((run.Status, run.Jobs[0].Status), Is.EqualTo(("waiting", "waiting")));

        var runner = await OnlineAsync(repo, stop);
        await Admin.ReleaseJobAsync(run.Jobs[0].Id, stop);
        await runner.TakeAsync(stop);

        Assert.That((await Admin.RunAsync(run.Id, stop)).Status, Is.EqualTo("in_progress"));
    }

    [Test]
    public async Task A_job_that_outlives_its_timeout_is_told_to_stop(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var order = new ForgeJobOrder("long", ["self-hosted"], [new ForgeStep("sleep 1000")]) { TimeoutMinutes = 5 };
        await Admin.QueueRunAsync(new ForgeRunOrder(repo, [order]), stop);
        var runner = await OnlineAsync(repo, stop);
        await runner.TakeAsync(stop);
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(6), stop);
        Assert.That((await runner.PollAsync(stop, "Busy")).Body!["messageType"]!.GetValue<string>(), Is.EqualTo("JobCancellation"));
    }
}
