using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.State;

[TestFixture]
[CancelAfter(60_000)]
public sealed class RoutingTests : ForgeTest
{
    private protected override ForgeOptions Options => new() { Seed = 11 };

    [Test]
    public async Task A_runner_may_carry_more_labels_than_the_job_asks_for_in_any_case(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var runner = await OnlineAsync(repo, stop, null, "Self-Hosted", "LINUX", "x64", "big");
        var job = await Admin.QueueJobAsync(repo, ["self-hosted", "linux"], "true", stop);
        await runner.TakeAsync(stop);
        Assert.That((await Admin.JobAsync(job.Id, stop)).RunnerName, Is.EqualTo(runner.Name));
    }

    [Test]
    public async Task A_job_waits_when_one_of_its_labels_is_carried_by_nobody(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var runner = await OnlineAsync(repo, stop, null, "self-hosted", "linux");
        var unfit = await Admin.QueueJobAsync(repo, ["self-hosted", "gpu"], "true", stop);
        var fit = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);

        await runner.TakeAsync(stop);

        Assert.That((await Admin.JobAsync(fit.Id, stop)).Status, Is.EqualTo("in_progress"));
        Assert.That((await Admin.JobAsync(unfit.Id, stop)).Status, Is.EqualTo("queued"));
    }

    [Test]
    public async Task Any_idle_fitting_runner_may_be_drawn_not_only_the_first(CancellationToken stop)
    {
        HashSet<int> drawn = [];
        for (var round = 0; round < 12; round++)
        {
            var repo = await NewRepositoryAsync(stop);
            List<FakeRunner> runners = [];
            for (var i = 0; i < 3; i++)
            {
                runners.Add(await OnlineAsync(repo, stop));
            }

            var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
            using var drawnOne = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var polls = runners.ConvertAll(runner => runner.PollAsync(drawnOne.Token));
            drawn.Add(polls.IndexOf(await Task.WhenAny(polls)));
            await drawnOne.CancelAsync();
            Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("queued"), "offered is not yet acquired");
        }

        Assert.That(drawn, Has.Count.GreaterThan(1));
    }

    [Test]
    public async Task A_runner_that_comes_later_gets_the_oldest_fitting_job(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await Admin.QueueJobAsync(repo, ["other"], "true", stop);
        var oldest = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        await runner.TakeAsync(stop);
        Assert.That((await Admin.JobAsync(oldest.Id, stop)).RunnerName, Is.EqualTo(runner.Name));
    }

    [Test]
    public async Task A_runner_of_an_organisation_takes_jobs_of_its_groups_repositories_only(CancellationToken stop)
    {
        var inside = await NewRepositoryAsync(stop, "grouped");
        var outside = await NewRepositoryAsync(stop, "grouped");
        var group = await Admin.CreateGroupAsync("grouped", "some", [inside], stop);
        var github = await NewClientAsync(stop);
        var body = JitBody("org-runner", "self-hosted");
        body["runner_group_id"] = group;
        var made = await github.PostAsync("/orgs/grouped/actions/runners/generate-jitconfig", body, stop);
        var runner = Track(new FakeRunner(made.Body!["encoded_jit_config"]!.GetValue<string>()));
        await runner.ConnectAsync(stop);

        var not = await Admin.QueueJobAsync(outside, ["self-hosted"], "true", stop);
        var yes = await Admin.QueueJobAsync(inside, ["self-hosted"], "true", stop);
        await runner.TakeAsync(stop);

        Assert.That((await Admin.JobAsync(yes.Id, stop)).RunnerName, Is.EqualTo("org-runner"));
        Assert.That((await Admin.JobAsync(not.Id, stop)).Status, Is.EqualTo("queued"));
    }

    [Test]
    public async Task A_runner_of_another_repository_takes_nothing_here(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var stranger = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var own = await OnlineAsync(repo, stop);
        await own.TakeAsync(stop);
        Assert.That((await Admin.JobAsync(job.Id, stop)).RunnerName, Is.EqualTo(own.Name).And.Not.EqualTo(stranger.Name));
    }
}
