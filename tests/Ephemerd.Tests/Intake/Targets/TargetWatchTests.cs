using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Forge;
using Ephemerd.Tests.GitHub;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake.Targets;

/// <summary>What wildcards stand for, as the forge's repositories come, go, and are archived; time moves by hand.</summary>
[CancelAfter(60_000)]
internal sealed class TargetWatchTests : ForgeTests
{
    private static readonly TimeSpan ARound = TimeSpan.FromMinutes(6);
    private static int _owners;

    [TestCase("organization")]
    [TestCase("user")]
    public async Task Every_repository_of_an_owner_that_its_token_administers_is_served(string kind, CancellationToken stop)
    {
        var owner = NewOwner();
        await MakeAsync(kind, stop, $"{owner}/a", $"{owner}/b", $"{owner}/foreign", $"not-{owner}/x");
        var token = await Forge.Admin.CreateTokenAsync(administers: [$"{owner}/a", $"{owner}/b"], stop: stop);
        await using var watching = Watch(ClientOf(Holding(token)), new Target.Owner(owner));
        await watching.UntilServedAsync(stop, $"{owner}/a", $"{owner}/b");
        Assert.That(watching.Doors.For(RepoName.Parse($"{owner}/foreign")), Is.Null);
    }

    [Test]
    public async Task More_repositories_than_a_page_holds_are_all_served_and_cost_nothing_while_they_stay(CancellationToken stop)
    {
        var owner = NewOwner();
        await MakeAsync("organization", stop, [.. Enumerable.Range(0, 230).Select(i => $"{owner}/r{i}")]);
        var github = await NewClientAsync(stop);
        await using var watching = Watch(github, new Target.Owner(owner));
        await Watched.UntilAsync(() => watching.Doors.Repositories.Count() == 230, stop);
        var charged = github.Usage.Charged;
        await watching.PassAsync(ARound, stop);
        Assert.That((github.Usage.Charged - charged, github.Usage.NotModified), Is.EqualTo((0, 3)));
    }

    [Test]
    public async Task A_new_repository_is_served_an_archived_one_not_and_one_that_is_gone_only_after_two_listings(CancellationToken stop)
    {
        var owner = NewOwner();
        await MakeAsync("organization", stop, $"{owner}/stays", $"{owner}/archived", $"{owner}/gone");
        await using var watching = Watch(await NewClientAsync(stop), new Target.Owner(owner));
        await watching.UntilServedAsync(stop, $"{owner}/archived", $"{owner}/gone", $"{owner}/stays");
        await MakeAsync("organization", stop, $"{owner}/new");
        await Forge.Admin.ChangeRepositoryAsync($"{owner}/archived", archived: true, stop: stop);
        await Forge.Admin.DeleteRepositoryAsync($"{owner}/gone", stop);
        await watching.PassAsync(ARound, stop);
        Assert.That(watching.Served, Is.EqualTo(new[] { $"{owner}/gone", $"{owner}/new", $"{owner}/stays" }));
        await watching.PassAsync(ARound, stop);
        Assert.That(watching.Served, Is.EqualTo(new[] { $"{owner}/new", $"{owner}/stays" }));
        Assert.That(watching.Doors.For(RepoName.Parse($"{owner}/gone")), Is.Not.Null, "runs that have it must still be able to ask");
        Assert.That(watching.Changes, Is.EqualTo(3));
    }

    [TestCase("server_error")]
    [TestCase("not_found")]
    [TestCase("bad_credentials")]
    public async Task A_failed_listing_changes_nothing(string fault, CancellationToken stop)
    {
        var owner = NewOwner();
        await MakeAsync("organization", stop, $"{owner}/a");
        await using var watching = Watch(await NewClientAsync(stop), new Target.Owner(owner));
        await watching.UntilServedAsync(stop, $"{owner}/a");
        await Forge.Admin.SetFaultAsync(new ForgeFault(fault) { RouteClass = "repos" }, stop);
        for (var i = 0; i < 3; i++)
        {
            await watching.PassAsync(ARound, stop);
        }

        Assert.That(watching.Served, Is.EqualTo(new[] { $"{owner}/a" }));
        Assert.That(watching.Watch.Standings.Single().Fault, Is.Not.Null);
        await Forge.Admin.ClearFaultsAsync(stop);
        await watching.PassAsync(ARound, stop);
        Assert.That(watching.Watch.Standings.Single().Fault, Is.Null);
    }

    [Test]
    public async Task What_is_excluded_or_named_twice_is_served_as_the_configuration_says(CancellationToken stop)
    {
        var owner = NewOwner();
        await MakeAsync("organization", stop, $"{owner}/a", $"{owner}/not", $"{owner}/named");
        var settings = Polled.Targeting(new Target.Owner(owner), new Target.Repository(RepoName.Parse($"{owner}/named"))) with
        {
            Exclude = [RepoName.Parse($"{owner}/NOT")],
        };
        await using var watching = new Watched(new GitHubDoors([new GitHubDoor(settings, await NewClientAsync(stop))]));
        Assert.That(watching.Served, Is.EqualTo(new[] { $"{owner}/named" }), "what is named needs no listing");
        await watching.UntilServedAsync(stop, $"{owner}/a", $"{owner}/named");
    }

    [Test]
    public async Task Other_targets_are_taken_up_when_they_are_configured(CancellationToken stop)
    {
        var (one, other) = (NewOwner(), NewOwner());
        await MakeAsync("organization", stop, $"{one}/a", $"{other}/b");
        await using var watching = Watch(await NewClientAsync(stop), new Target.Owner(one));
        await watching.UntilServedAsync(stop, $"{one}/a");
        watching.Doors.Retarget([Polled.Targeting(new Target.Owner(other))]);
        watching.Watch.Wake();
        await watching.UntilServedAsync(stop, $"{other}/b");
    }

    private static string NewOwner() => $"owner-{Interlocked.Increment(ref _owners)}";

    private static Watched Watch(GitHubClient github, Target target) => new(new GitHubDoors([new GitHubDoor(Polled.Targeting(target), github)]));

    private async Task MakeAsync(string ownerType, CancellationToken stop, params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            await Forge.Admin.CreateRepositoryAsync(name, ownerType: ownerType, stop: stop);
        }
    }

    private sealed class Watched : IAsyncDisposable
    {
        private readonly HandClock _clock = new();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _run;
        private int _changes;

        public Watched(GitHubDoors doors)
        {
            Doors = doors;
            Watch = new TargetWatch(doors, () => Interlocked.Increment(ref _changes), _clock, new Random(1), NullLogger<TargetWatch>.Instance);
            _run = Watch.RunAsync(_end.Token);
        }

        public GitHubDoors Doors { get; }

        public TargetWatch Watch { get; }

        public int Changes => Volatile.Read(ref _changes);

        public IEnumerable<string> Served => Doors.Repositories.Select(r => r.ToString());

        public Task UntilServedAsync(CancellationToken stop, params string[] expected) => UntilAsync(() => Served.SequenceEqual(expected), stop);

        /// <summary>Lets time pass and waits for the listing that is due by then.</summary>
        public async Task PassAsync(TimeSpan by, CancellationToken stop)
        {
            await UntilAsync(() => Watch.Standings.Count > 0, stop);
            var before = Watch.Standings[0].Due;
            _clock.Advance(by);
            await UntilAsync(() => Watch.Standings[0].Due != before, stop);
        }

        public static async Task UntilAsync(Func<bool> state, CancellationToken stop)
        {
            while (!state())
            {
                stop.ThrowIfCancellationRequested();
                await Task.Delay(10, stop);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Watch.Dispose();
            Doors.Dispose();
            _end.Dispose();
        }
    }
}
