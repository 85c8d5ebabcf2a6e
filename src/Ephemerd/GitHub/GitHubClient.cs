using System.Text.Json;
using Ephemerd.Config;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Budget;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Conditional;
using Ephemerd.GitHub.Wire;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>GitHub's REST API under one credential. The contract is <see cref="IGitHub"/>'s; paths follow GitHub's OpenAPI description.</summary>
internal sealed class GitHubClient : IGitHub, IDisposable
{
    // At repository level GitHub demands a group and accepts only the default one, which is 1 everywhere.
    private const int DefaultRunnerGroup = 1;

    // GitHub gives out at most this many runs of a filtered search, newest first.
    private const int MostFilteredRuns = 1_000;

    private static readonly TimeSpan BetweenTwo = TimeSpan.FromSeconds(1);

    private readonly GitHubWire _transport;
    private readonly Credential _credential;
    private readonly RequestBudget _budget;
    private readonly GitHubCaller _caller;
    private readonly ConditionalReader _reader;
    private readonly RepositoryLister _repositories;
    private readonly WireRules _wire = new(new LabelPool());
    private readonly TimeProvider _time;

    /// <param name="apiUrl"><c>https://api.github.com</c>, or <c>https://HOST/api/v3</c> for GitHub Enterprise Server.</param>
    public GitHubClient(Uri apiUrl, Credential credential, TimeProvider time, Random chance)
        : this(Wire(apiUrl, new InFlight(), time), credential, time, chance)
    {
    }

    private GitHubClient(GitHubWire transport, Credential credential, TimeProvider time, Random chance)
    {
        _time = time;
        _transport = transport;
        _credential = credential;
        _budget = new RequestBudget(time, new Random(chance.Next()));
        _caller = new GitHubCaller(transport, credential, _budget, time, new Random(chance.Next()));
        _reader = new ConditionalReader(_caller, new AnswerMemory(time));
        _repositories = new RepositoryLister(_reader, credential is InstallationToken);
    }

    public GitHubUsage Usage => _budget.Describe(_transport.Counters);

    public double Left => _budget.Left;

    /// <summary>The client of one [[github]]; nothing is sent yet.</summary>
    /// <param name="inFlight">Shared by all clients of the process, and outlives them.</param>
    public static GitHubClient Open(GitHubSettings declared, HostEnvironment host, InFlight inFlight, TimeProvider time, Random chance)
    {
        var transport = Wire(declared.ApiUrl, inFlight, time);
        SecretReading Read() => SecretReader.Read(declared.Credential, host);
        if (declared.Credential is not AppCredential app)
        {
            return new GitHubClient(transport, new StoredToken(Read), time, chance);
        }

        var assertion = new AppAssertion(app.AppId, Read, time);
        var asApp = new GitHubCaller(transport, assertion, new RequestBudget(time, new Random(chance.Next())), time, new Random(chance.Next()));
        var tokens = new AccessTokens(asApp, assertion, app.InstallationId, time);
        return new GitHubClient(transport, new InstallationToken(tokens, TokenReach.Of(declared), time), time, chance);
    }

    public Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListRunsAsync(RepoName repo, RunStatus status, CancellationToken stop)
    {
        var word = status switch { RunStatus.Queued => "queued", RunStatus.InProgress => "in_progress" };
        return BoundedAsync(
            new Listing<WireRuns, WorkflowRun>(
                $"repos/{repo}/actions/runs?status={word}", RouteClass.Runs, GitHubJson.Default.WireRuns, WireRules.Runs,
                r => r.Id, MostFilteredRuns),
            stop);
    }

    public Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListEndedRunsAsync(RepoName repo, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Get, $"repos/{repo}/actions/runs?status=completed&exclude_pull_requests=true&per_page=100", RouteClass.Runs);
        return BoundedAsync(call, token => _reader.OneAsync(call, GitHubJson.Default.WireRuns, wire => WireRules.Runs(wire)?.Items, token), stop);
    }

    public Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>> ListJobsAsync(RepoName repo, long runId, CancellationToken stop)
    {
        var listing = new Listing<WireJobs, WorkflowJob>(
            $"repos/{repo}/actions/runs/{runId}/jobs?filter=latest", RouteClass.Jobs, GitHubJson.Default.WireJobs, _wire.Jobs, j => j.Id);
        return BoundedAsync(listing, stop);
    }

    public Task<GitHubAnswer<WorkflowJob>> GetJobAsync(RepoName repo, long jobId, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Get, $"repos/{repo}/actions/jobs/{jobId}", RouteClass.Job);
        return BoundedAsync(call, token => TwiceAsync(again => _reader.OneAsync(call, GitHubJson.Default.WireJob, _wire.Job, again), token), stop);
    }

    public Task<GitHubAnswer<JitRunner>> GenerateJitConfigAsync(RepoName repo, string name, LabelSet labels, CancellationToken stop)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new WireJitRequest(name, DefaultRunnerGroup, [.. labels.Labels], "_work"), GitHubJson.Default.WireJitRequest);
        var call = new Call(HttpMethod.Post, $"repos/{repo}/actions/runners/generate-jitconfig", RouteClass.JitConfig, body);
        return BoundedAsync(call, token => _reader.OneAsync(call, GitHubJson.Default.WireJit, WireRules.Jit, token), stop);
    }

    public Task<GitHubAnswer<IReadOnlyList<RegisteredRunner>>> ListRunnersAsync(RepoName repo, CancellationToken stop) => BoundedAsync(
        new Listing<WireRunners, RegisteredRunner>(
            $"repos/{repo}/actions/runners", RouteClass.Runners, GitHubJson.Default.WireRunners, _wire.Runners, r => r.Id),
        stop);

    public Task<GitHubAnswer<RegisteredRunner>> GetRunnerAsync(RepoName repo, long runnerId, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Get, $"repos/{repo}/actions/runners/{runnerId}", RouteClass.Runner);
        return BoundedAsync(call, token => TwiceAsync(again => _reader.OneAsync(call, GitHubJson.Default.WireRunner, _wire.Runner, again), token), stop);
    }

    public Task<GitHubAnswer<bool>> DeleteRunnerAsync(RepoName repo, long runnerId, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Delete, $"repos/{repo}/actions/runners/{runnerId}", RouteClass.RunnerDelete);
        return BoundedAsync(call, async token => GoneIsGone(await TwiceAsync(Delete, token).ConfigureAwait(false)), stop);

        static GitHubAnswer<bool> GoneIsGone(GitHubAnswer<bool> answer) =>
            answer.Fault is { Kind: GitHubFaultKind.NotFound } ? GitHubAnswer<bool>.Of(false) : answer;

        async Task<GitHubAnswer<bool>> Delete(CancellationToken token)
        {
            var reply = await _caller.SendAsync(call, GitHubJson.Default.WireError, null, token).ConfigureAwait(false);
            return reply.Fault is null ? GitHubAnswer<bool>.Of(true) : GitHubAnswer<bool>.Of(reply.Fault);
        }
    }

    public Task<GitHubAnswer<IReadOnlyList<RunnerDownload>>> ListRunnerDownloadsAsync(RepoName repo, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Get, $"repos/{repo}/actions/runners/downloads", RouteClass.Downloads);
        return BoundedAsync(call, token => _reader.OneAsync(call, GitHubJson.Default.IReadOnlyListWireDownload, WireRules.Downloads, token), stop);
    }

    public Task<GitHubAnswer<IReadOnlyList<ListedRepository>>> ListRepositoriesAsync(Target target, CancellationToken stop) => BoundedAsync(
        new Call(HttpMethod.Get, $"repositories of {target}", RouteClass.Repositories), token => _repositories.ListAsync(target, token), stop);

    /// <summary>The same client for other targets.</summary>
    public void Retarget(GitHubSettings settings) => (_credential as InstallationToken)?.Retarget(TokenReach.Of(settings));

    public void Dispose()
    {
        (_credential as IDisposable)?.Dispose();
        _transport.Http.Dispose();
    }

    private static GitHubWire Wire(Uri apiUrl, InFlight inFlight, TimeProvider time) => new(GitHubEndpoint.Open(apiUrl), new CallCounters(time), inFlight);

    /// <summary>One 404 proves nothing: a listing and what it lists are not of one moment at GitHub, and an answer can be plainly wrong.</summary>
    private async Task<GitHubAnswer<T>> TwiceAsync<T>(Func<CancellationToken, Task<GitHubAnswer<T>>> ask, CancellationToken stop)
    {
        var first = await ask(stop).ConfigureAwait(false);
        if (first.Fault is not { Kind: GitHubFaultKind.NotFound })
        {
            return first;
        }

        await Task.Delay(BetweenTwo, _time, stop).ConfigureAwait(false);
        return await ask(stop).ConfigureAwait(false);
    }

    private Task<GitHubAnswer<IReadOnlyList<T>>> BoundedAsync<TWire, T>(Listing<TWire, T> listing, CancellationToken stop)
        where TWire : class
        where T : class =>
        BoundedAsync(
            new Call(HttpMethod.Get, listing.Path, listing.Route), token => TwiceAsync(again => _reader.AllAsync(listing, again), token), stop);

    private async Task<GitHubAnswer<T>> BoundedAsync<T>(Call call, Func<CancellationToken, Task<GitHubAnswer<T>>> act, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(CallRules.LongestCall, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, bound.Token);
        try
        {
            return await act(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return GitHubAnswer<T>.Of(Faults.FaultRules.NoAnswer(call, $"not done within {CallRules.LongestCall.TotalSeconds:0} s"));
        }
    }
}
