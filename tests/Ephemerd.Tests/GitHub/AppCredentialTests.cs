using System.Text.Json.Nodes;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Budget;
using Ephemerd.GitHub.Calls;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.OpenApi;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

/// <summary>A GitHub App as credential: its own key, its installation's tokens, and what is said when they do not do.</summary>
[CancelAfter(60_000)]
internal sealed class AppCredentialTests : ForgeTests
{
    private static readonly LabelSet Labels = new(["self-hosted", "linux"]);
    private readonly InFlight _inFlight = new();
    private string _directory = "";
    private int _apps;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("eph-app-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [OneTimeTearDown]
    public void LetGo() => _inFlight.Dispose();

    [Test]
    public async Task An_App_looks_registers_and_removes_under_a_token_no_wider_than_needed(CancellationToken stop)
    {
        var (repo, other) = (await NewRepositoryAsync(stop), await NewRepositoryAsync(stop));
        var github = Open(await InstalledAsync(stop), [repo]);
        await QueueAsync(repo, 1, stop);
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(1));
        var made = Given(await github.GenerateJitConfigAsync(repo, "eph-app-1", Labels, stop));
        Assert.That(Given(await github.DeleteRunnerAsync(repo, made.Id, stop)), Is.True);
        Assert.That(Refused(await github.ListRunsAsync(other, RunStatus.Queued, stop)).Kind, Is.EqualTo(GitHubFaultKind.NotFound), "the token is for the targets only");

        var asked = await TokenRequestsAsync(stop);
        Assert.That(asked, Has.Count.EqualTo(1));
        var body = JsonNode.Parse(asked[0].Body!)!;
        Assert.That(body["repositories"]!.ToJsonString(), Is.EqualTo($"""["{repo.Name}"]"""));
        Assert.That(body["permissions"]!.ToJsonString(), Is.EqualTo("""{"actions":"read","administration":"write","metadata":"read"}"""));
        Assert.That(ApiDescription.GitHub.CheckRequests(asked), Is.Empty, "as GitHub's description has it");
    }

    [Test]
    public async Task However_many_ask_one_token_is_made(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = Open(await InstalledAsync(stop), [repo]);
        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => github.ListRunsAsync(repo, RunStatus.Queued, stop)));
        Assert.That(all.Select(a => a.Fault), Is.All.Null);
        Assert.That(await TokenRequestsAsync(stop), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_token_is_replaced_ahead_of_its_end_and_nobody_waits_for_it(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);

        // It jumps and goes on: on one that stands still a call that is tried again, as any may be on a busy machine, waits for ever.
        var clock = new ShiftedTime();
        var github = Open(await InstalledAsync(stop), [repo], clock);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        clock.Forward(TimeSpan.FromMinutes(50));
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        var before = await MadeAsync(stop);
        clock.Forward(TimeSpan.FromMinutes(4));
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "app", Count = 1, Seconds = 2 }, stop);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(await MadeAsync(stop), Is.EqualTo(before), "the old one still serves while the next is on its way");
        await AskedUnderTheNextTokenAsync(github, repo, stop);
        clock.Forward(TimeSpan.FromMinutes(10));
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(await MadeAsync(stop), Is.EqualTo(before + 1), "the next one was there when the old one ended");
    }

    [TestCase(-300)]
    [TestCase(300)]
    public async Task A_clock_that_is_wrong_is_put_right_by_GitHubs_own(int seconds, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var clock = new ShiftedTime();
        clock.Forward(TimeSpan.FromSeconds(seconds));
        var github = Open(await InstalledAsync(stop), [repo], clock);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
    }

    [Test]
    public async Task A_token_that_GitHub_refuses_is_replaced_once(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = Open(await InstalledAsync(stop), [repo]);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        await Forge.Admin.AdvanceAsync(TimeSpan.FromMinutes(61), stop);
        var before = (await TokenRequestsAsync(stop)).Count;
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That((await TokenRequestsAsync(stop)).Count - before, Is.EqualTo(1));

        await Forge.Admin.SetFaultAsync(new ForgeFault("bad_credentials") { RouteClass = "runs" }, stop);
        for (var i = 0; i < 5; i++)
        {
            Assert.That(Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop)).Kind, Is.EqualTo(GitHubFaultKind.Unauthorized));
        }

        Assert.That((await TokenRequestsAsync(stop)).Count - before, Is.EqualTo(1), "another token of the same installation would be refused as well");
    }

    [Test]
    public async Task A_repository_the_installation_does_not_have_costs_the_others_nothing(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var absent = RepoName.Parse("octo/not-installed");
        var github = Open(await InstalledAsync(stop), [repo, absent]);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(Refused(await github.ListRunsAsync(absent, RunStatus.Queued, stop)).Kind, Is.EqualTo(GitHubFaultKind.NotFound));
    }

    [Test]
    public async Task A_permission_that_was_not_granted_is_named_and_not_asked_for_by_every_look(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var app = await InstalledAsync(stop, new Dictionary<string, string> { ["actions"] = "read", ["administration"] = "read", ["metadata"] = "read" });
        var github = Open(app, [repo]);
        for (var i = 0; i < 10; i++)
        {
            var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
            Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.Forbidden));
            Assert.That(fault.Message, Does.Contain("lacks the repository permission Administration: read and write").And.Not.Contain("Actions"));
        }

        Assert.That(await TokenRequestsAsync(stop), Has.Count.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task An_installation_that_is_not_there_is_named(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var app = await InstalledAsync(stop) with { InstallationId = 77 };
        Assert.That(Refused(await Open(app, [repo]).ListRunsAsync(repo, RunStatus.Queued, stop)).Message, Does.Contain("no installation 77").And.Contain("installation_id"));
    }

    [Test]
    public async Task A_wrong_key_is_refused_without_a_word_of_it_and_a_new_one_taken_up(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var app = await InstalledAsync(stop);
        var right = await File.ReadAllTextAsync(app.PrivateKeyFile, stop);
        using (var stranger = System.Security.Cryptography.RSA.Create(2048))
        {
            await File.WriteAllTextAsync(app.PrivateKeyFile, stranger.ExportPkcs8PrivateKeyPem(), stop);
        }

        var clock = new HandClock();
        var github = Open(app, [repo], clock);
        var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.Unauthorized));
        Assert.That(fault.Message, Does.Contain("could not be decoded").And.Not.Contain("BEGIN").And.Not.Contain("eyJ"));
        await File.WriteAllTextAsync(app.PrivateKeyFile, right, stop);
        clock.Advance(TimeSpan.FromMinutes(1));
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
    }

    [Test]
    public async Task What_is_no_key_is_told_with_its_place(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var app = await InstalledAsync(stop);
        await File.WriteAllTextAsync(app.PrivateKeyFile, "-----BEGIN RSA PRIVATE KEY-----\nnonsense\n-----END RSA PRIVATE KEY-----\n", stop);
        var fault = Refused(await Open(app, [repo]).ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(fault.Message, Does.Contain("private key").And.Contain(".pem").And.Not.Contain("nonsense"));
    }

    [Test]
    public async Task A_public_key_is_no_key_and_the_right_one_is_taken_up_after_it(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var app = await InstalledAsync(stop);
        var right = await File.ReadAllTextAsync(app.PrivateKeyFile, stop);
        using (var key = System.Security.Cryptography.RSA.Create())
        {
            key.ImportFromPem(right);
            await File.WriteAllTextAsync(app.PrivateKeyFile, key.ExportSubjectPublicKeyInfoPem(), stop);
        }

        Assert.That(AppAssertion.Check(SecretReader.Read(app, HostEnvironment.Current()), app.PrivateKeyFile)?.What, Does.Contain("private key"));
        var clock = new HandClock();
        var github = Open(app, [repo], clock);
        Assert.That(Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop)).Message, Does.Contain("private key").And.Contain(".pem"));
        await File.WriteAllTextAsync(app.PrivateKeyFile, right, stop);
        Assert.That(AppAssertion.Check(SecretReader.Read(app, HostEnvironment.Current()), app.PrivateKeyFile), Is.Null);
        clock.Advance(TimeSpan.FromMinutes(1));
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
    }

    [Test]
    public async Task A_time_that_is_nobodys_is_not_reckoned_with(CancellationToken stop)
    {
        var date = "Fri, 31 Dec 9999 23:59:59 GMT";
        await using var server = await MakingTokensAsync(() => date, stop);
        var (repo, clock) = (RepoName.Parse("octo/demo"), new HandClock());
        var github = Open(await InstalledAsync(stop), [repo], clock, server.Url);
        Given(await AskedAsync(github, repo, clock, stop));
        clock.Advance(TimeSpan.FromMinutes(70));
        Given(await AskedAsync(github, repo, clock, stop));
        date = DateTimeOffset.UtcNow.ToString("r");
        clock.Advance(TimeSpan.FromMinutes(70));
        Given(await AskedAsync(github, repo, clock, stop));
    }

    [Test]
    public async Task What_nobody_foresaw_in_the_making_of_a_token_passes_with_its_cause(CancellationToken stop)
    {
        await using var server = await MakingTokensAsync(() => null, stop);
        var clock = new HandClock();
        var key = File.ReadAllText((await InstalledAsync(stop)).PrivateKeyFile);
        var reads = 0;
        var app = new AppAssertion(1, () => reads++ == 0 ? throw new InvalidOperationException("nobody foresaw it") : new SecretReading(new Secret(key), null), clock);
        var wire = new GitHubWire(GitHubEndpoint.Open(server.Url), new CallCounters(clock), _inFlight);
        var caller = new GitHubCaller(wire, app, new RequestBudget(clock, new Random(1)), clock, new Random(1));
        using var token = new InstallationToken(new AccessTokens(caller, app, 7, clock), new TokenReach(null), clock);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(Refused(await token.TokenAsync(stop)).Message, Does.Contain("nobody foresaw it"));
        }

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(Given(await token.TokenAsync(stop)).Reveal(), Is.EqualTo("ghs_made"));
        wire.Http.Dispose();
    }

    [Test]
    public async Task A_wall_clock_set_back_holds_up_no_token(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var hand = new HandClock();
        var clock = new SetClock(hand);
        var github = Open(await InstalledAsync(stop), [repo], clock);
        await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "app" }, stop);
        Assert.That(Refused(await AskedAsync(github, repo, hand, stop)).Kind, Is.EqualTo(GitHubFaultKind.Transient));
        await Forge.Admin.ClearFaultsAsync(stop);
        clock.Offset = TimeSpan.FromHours(-1);
        var held = Refused(await AskedAsync(github, repo, hand, stop));
        Assert.That(held.RetryAt, Is.Null.Or.LessThan(clock.GetUtcNow() + TimeSpan.FromMinutes(1)));
        hand.Advance(TimeSpan.FromSeconds(31));
        Given(await AskedAsync(github, repo, hand, stop));

        // A token that GitHub refuses, and an hour set back between one such refusal and the next.
        await Forge.Admin.AdvanceAsync(TimeSpan.FromMinutes(61), stop);
        Given(await AskedAsync(github, repo, hand, stop));
        clock.Offset -= TimeSpan.FromHours(1);
        hand.Advance(TimeSpan.FromSeconds(31));
        await Forge.Admin.AdvanceAsync(TimeSpan.FromMinutes(61), stop);
        Given(await AskedAsync(github, repo, hand, stop));
    }

    private static Task<ScriptedServer> MakingTokensAsync(Func<string?> date, CancellationToken stop) => ScriptedServer.StartAsync(async context =>
    {
        context.Response.Headers.Date = date();
        var isToken = context.Request.Method == "POST";
        context.Response.StatusCode = isToken ? 201 : 200;
        await context.Response.WriteAsync(
            isToken ? "{\"token\":\"ghs_made\",\"expires_at\":\"2026-03-01T13:00:00Z\"}" : "{\"total_count\":0,\"workflow_runs\":[]}", stop);
    });

    /// <summary>What is tried again after a pause waits for the clock to be moved.</summary>
    private static async Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> AskedAsync(IGitHub github, RepoName repo, HandClock hand, CancellationToken stop)
    {
        var asked = github.ListRunsAsync(repo, RunStatus.Queued, stop);
        while (!asked.IsCompleted)
        {
            hand.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10, stop);
        }

        return await asked;
    }

    private async Task<AppCredential> InstalledAsync(CancellationToken stop, IReadOnlyDictionary<string, string>? permissions = null)
    {
        var app = await Forge.Admin.CreateAppAsync($"app-{++_apps}", permissions, stop);
        var installation = await Forge.Admin.InstallAppAsync(app.Id, "octo", stop: stop);
        var key = Path.Combine(_directory, $"app-{_apps}.pem");
        await File.WriteAllTextAsync(key, app.PrivateKeyPem, stop);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new AppCredential(app.Id, installation, key);
    }

    private GitHubClient Open(AppCredential app, IReadOnlyList<RepoName> repos, TimeProvider? time = null, Uri? url = null) => Track(GitHubClient.Open(
        new GitHubSettings("app", app, url ?? Forge.Url, [.. repos.Select(r => new Target.Repository(r))], Discovery.Poll, TimeSpan.FromSeconds(5))
        {
            PollIntervalIdle = TimeSpan.FromSeconds(60),
            Exclude = [],
        },
        HostEnvironment.Current(), _inFlight, time ?? TimeProvider.System, new Random(1)));

    /// <summary>
    /// Looks until one is charged: what is remembered holds for the token it was asked with. That GitHub has made the next token is not yet that
    /// we have it.
    /// </summary>
    private static async Task AskedUnderTheNextTokenAsync(IGitHub github, RepoName repo, CancellationToken stop)
    {
        var before = Charged();
        while (Charged() == before)
        {
            // A minute of this stays below what a credential may ask in one.
            await Task.Delay(100, stop);
            Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        }

        long Charged() => github.Usage.Routes.Single(r => r.Route == "runs").Charged;
    }

    private async Task<int> MadeAsync(CancellationToken stop) => (await TokenRequestsAsync(stop)).Count(r => r.Status == 201);

    /// <summary>Of the newest App: each test makes its own.</summary>
    private async Task<IReadOnlyList<ForgeRequest>> TokenRequestsAsync(CancellationToken stop)
    {
        var all = await Forge.Admin.RequestsAsync("app", stop: stop);
        return [.. all.Where(r => r.Method == "POST" && r.Credential == all[^1].Credential)];
    }
}
