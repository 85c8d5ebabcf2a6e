using System.Threading.Channels;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Intake;
using Ephemerd.Model;
using Ephemerd.TestBed.Forge;
using Ephemerd.Tests.GitHub;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake;

[CancelAfter(60_000)]
internal sealed class JobPollerTests : ForgeTests
{
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);
    private readonly Channel<RepositoryLook> _looks = Channel.CreateUnbounded<RepositoryLook>();

    [SetUp]
    public void Forget()
    {
        while (_looks.Reader.TryRead(out _))
        {
        }
    }

    [Test]
    public async Task Every_job_of_queued_and_running_runs_is_in_a_look(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var small = await QueueAsync(repo, 2, stop);
        var large = await QueueAsync(repo, 120, stop);
        await using var polling = Start(await NewClientAsync(stop), Seldom, stop, repo);
        var look = await NextAsync(stop);
        Assert.That(look.Repo, Is.EqualTo(repo));
        Assert.That(look.Jobs.Select(j => j.Facts.JobId).Order(), Is.EqualTo(small.Jobs.Concat(large.Jobs).Select(j => j.Id).Order()));
        Assert.That(look.Jobs.Select(j => j.Stage), Is.All.EqualTo(JobStage.Queued));
        Assert.That(look.Jobs[0].Labels, Is.EqualTo(new LabelSet(["self-hosted", "linux"])));
    }

    [Test]
    public async Task A_ring_has_the_repository_looked_at_at_once(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await using var polling = Start(await NewClientAsync(stop), Seldom, stop, repo);
        Assert.That((await NextAsync(stop)).Jobs, Is.Empty);
        await QueueAsync(repo, 1, stop);
        polling.Poller.Doorbell.Ring(repo);
        Assert.That((await NextAsync(stop)).Jobs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_job_that_left_the_listings_is_told_once_with_its_end(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var run = await QueueAsync(repo, 1, stop);
        await using var polling = Start(await NewClientAsync(stop), Seldom, stop, repo);
        Assert.That((await NextAsync(stop)).Jobs.Single().Stage, Is.EqualTo(JobStage.Queued));
        await Forge.Admin.CancelRunAsync(run.Id, stop: stop);
        await Forge.Admin.WaitForRunAsync(run.Id, r => r.Status == "completed", stop);
        polling.Poller.Doorbell.Ring(repo);
        var ended = (await NextAsync(stop)).Jobs.Single();
        Assert.That((ended.Facts.JobId, ended.Stage, ended.Facts.Conclusion), Is.EqualTo((run.Jobs[0].Id, JobStage.Completed, "cancelled")));
        polling.Poller.Doorbell.Ring(repo);
        Assert.That((await NextAsync(stop)).Jobs, Is.Empty);
    }

    [Test]
    public async Task A_job_says_what_set_its_run_off_and_whose_code_it_is_also_after_it_left_the_listings(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var order = new ForgeRunOrder(repo.ToString(), [new ForgeJobOrder("build", ["self-hosted", "linux"], [new ForgeStep("true")])])
        {
            Event = "pull_request", HeadRepository = $"stranger/{repo.Name}",
        };
        var run = await Forge.Admin.QueueRunAsync(order, stop);
        await using var polling = Start(await NewClientAsync(stop), Seldom, stop, repo);
        var queued = (await NextAsync(stop)).Jobs.Single();
        Assert.That((queued.Run?.Event, queued.Run?.Repository, queued.Run?.HeadRepository), Is.EqualTo(("pull_request", repo.ToString(), $"stranger/{repo.Name}")));
        await Forge.Admin.CancelRunAsync(run.Id, stop: stop);
        await Forge.Admin.WaitForRunAsync(run.Id, r => r.Status == "completed", stop);
        polling.Poller.Doorbell.Ring(repo);
        var ended = (await NextAsync(stop)).Jobs.Single();
        Assert.That((ended.Stage, ended.Run), Is.EqualTo((JobStage.Completed, queued.Run)));
    }

    [Test]
    public async Task A_look_with_a_hole_in_it_is_counted_and_not_delivered(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await QueueAsync(repo, 1, stop);
        await QueueAsync(repo, 1, stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { Repository = repo.ToString(), RouteClass = "jobs", Count = 6 }, stop);
        await using var polling = Start(await NewClientAsync(stop), TimeSpan.FromMilliseconds(200), stop, repo);
        Assert.That((await NextAsync(stop)).Jobs, Has.Count.EqualTo(2), "the first look delivered is a whole one");
        var intake = polling.Poller.Describe().Single();
        Assert.That(intake.Faults, Is.GreaterThanOrEqualTo(1));
        Assert.That(intake.LastFault!.Message, Does.Contain("502"));
        Assert.That(await UntilAsync(() => polling.Poller.Describe().Single().Failing == 0, stop), Is.True);
    }

    [Test]
    public async Task A_repository_nobody_may_see_holds_up_no_other(CancellationToken stop)
    {
        var seen = await NewRepositoryAsync(stop);
        var hidden = RepoName.Parse("octo/not-there");
        await using var polling = Start(await NewClientAsync(stop), TimeSpan.FromMilliseconds(100), stop, hidden, seen);
        for (var i = 0; i < 5; i++)
        {
            Assert.That((await NextAsync(stop)).Repo, Is.EqualTo(seen));
        }

        Assert.That(polling.Poller.Describe().Single(i => i.Repo.Equals(hidden)).LastFault!.Message, Does.Contain("404"));
    }

    [Test]
    public async Task An_idle_repository_costs_no_charged_request(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await using var polling = Start(github, TimeSpan.FromMilliseconds(100), stop, repo);
        for (var i = 0; i < 20; i++)
        {
            Assert.That((await NextAsync(stop)).Jobs, Is.Empty);
        }

        Assert.That(github.Usage.Charged, Is.EqualTo(2), "the first look only");
        Assert.That(github.Usage.NotModified, Is.GreaterThanOrEqualTo(38));
    }

    private Polling Start(GitHubClient github, TimeSpan interval, CancellationToken stop, params RepoName[] repositories)
    {
        var doors = new GitHubDoors([new GitHubDoor(Polled.Every(interval, repositories), github)]);
        var poller = new JobPoller(doors, _ => true, look => _looks.Writer.TryWrite(look), TimeProvider.System, new Random(1), NullLogger<JobPoller>.Instance);
        return new Polling(poller, stop);
    }

    private async Task<RepositoryLook> NextAsync(CancellationToken stop) => await _looks.Reader.ReadAsync(stop);

    private static async Task<bool> UntilAsync(Func<bool> state, CancellationToken stop)
    {
        while (!state())
        {
            await Task.Delay(10, stop);
        }

        return true;
    }

    private sealed class Polling : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end;
        private readonly Task _run;

        public Polling(JobPoller poller, CancellationToken stop)
        {
            Poller = poller;
            _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _run = poller.RunAsync(_end.Token);
        }

        public JobPoller Poller { get; }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Poller.Dispose();
            _end.Dispose();
        }
    }
}
