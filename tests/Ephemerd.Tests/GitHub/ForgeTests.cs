using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.Model;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

/// <summary>Tests of the door over real HTTP: one forge for a fixture, and for each test a repository and a token of its own.</summary>
[NonParallelizable]
internal abstract class ForgeTests
{
    private readonly List<GitHubClient> _clients = [];
    private int _repositories;

    protected ForgeProcess Forge { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartForge() => Forge = await ForgeProcess.StartAsync();

    [OneTimeTearDown]
    public async Task EndForge()
    {
        try
        {
            Assert.That(await Forge.Admin.InfidelitiesAsync(), Is.Empty, "the door asked what no true client would");
        }
        finally
        {
            await Forge.DisposeAsync();
        }
    }

    [TearDown]
    public async Task Tidy()
    {
        await Forge.Admin.ClearFaultsAsync();
        _clients.ForEach(c => c.Dispose());
        _clients.Clear();
    }

    protected async Task<RepoName> NewRepositoryAsync(CancellationToken stop)
    {
        var repo = RepoName.Parse($"octo/{GetType().Name}-{Interlocked.Increment(ref _repositories)}");
        await Forge.Admin.CreateRepositoryAsync(repo.ToString(), stop: stop);
        return repo;
    }

    protected async Task<GitHubClient> NewClientAsync(CancellationToken stop, int? hourlyLimit = null) =>
        ClientOf(Holding(await Forge.Admin.CreateTokenAsync(hourlyLimit: hourlyLimit, stop: stop)));

    protected GitHubClient ClientOf(Credential credential, Uri? url = null) =>
        Track(new GitHubClient(url ?? Forge.Url, credential, TimeProvider.System, new Random(1)));

    protected GitHubClient Track(GitHubClient client)
    {
        _clients.Add(client);
        return client;
    }

    protected static Credential Holding(string token) => new StoredToken(() => new SecretReading(new Secret(token), null));

    protected Task<ForgeRun> QueueAsync(RepoName repo, int jobs, CancellationToken stop) => Forge.Admin.QueueRunAsync(
        new ForgeRunOrder(
            repo.ToString(), [.. Enumerable.Range(0, jobs).Select(i => new ForgeJobOrder($"job-{i}", ["self-hosted", "linux"], [new ForgeStep("true")]))]),
        stop);

    protected async Task<IReadOnlyList<ForgeRequest>> AskedAsync(RepoName repo, string routeClass, CancellationToken stop) =>
        [.. (await Forge.Admin.RequestsAsync(routeClass, stop: stop)).Where(r => r.Path.Contains($"/{repo}/", StringComparison.OrdinalIgnoreCase))];

    protected static T Given<T>(GitHubAnswer<T> answer) =>
        answer.TryGet(out var value, out var fault) ? value : throw new AssertionException($"GitHub gave a fault: {fault}");

    protected static GitHubFault Refused<T>(GitHubAnswer<T> answer) =>
        answer.Fault ?? throw new AssertionException("GitHub gave what was to be refused");
}
