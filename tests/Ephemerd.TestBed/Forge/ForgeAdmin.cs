using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ephemerd.TestBed.Forge;

/// <summary>
/// The forge's admin routes, typed. For tests only: what is under test must never hold one. Every call throws
/// <see cref="HttpRequestException"/> with the forge's own sentence when it is refused. Thread-safe.
/// </summary>
public sealed partial class ForgeAdmin : IDisposable
{
    private static readonly ForgeJson Json = ForgeJson.Default;

    private readonly HttpClient _http;

    internal ForgeAdmin(Uri url, string token)
    {
        _http = new HttpClient { BaseAddress = new Uri(url.AbsoluteUri + "/"), Timeout = TimeSpan.FromSeconds(100) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task CreateRepositoryAsync(string fullName, bool isPrivate = true, string ownerType = "organization", CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "repos", new RepoBody(fullName, isPrivate, ownerType), Json.RepoBody, stop);

    /// <summary>Archives, disables or brings back a repository; what is null stays as it is.</summary>
    public Task ChangeRepositoryAsync(string fullName, bool? archived = null, bool? disabled = null, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Patch, $"repos/{fullName}", new RepoChangeBody(archived, disabled), Json.RepoChangeBody, stop);

    public Task DeleteRepositoryAsync(string fullName, CancellationToken stop = default) => SendAsync(HttpMethod.Delete, $"repos/{fullName}", stop);

    /// <summary>From now on GitHub answers 401 to whoever holds it.</summary>
    public Task RevokeTokenAsync(string token, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "tokens/revoke", new TokenEndBody(token), Json.TokenEndBody, stop);

    /// <summary>A personal token; by default with every scope ephemerd may need, for every repository, for ever.</summary>
    public async Task<string> CreateTokenAsync(
        string? name = null,
        IReadOnlyList<string>? scopes = null,
        IReadOnlyList<string>? repositories = null,
        TimeSpan? expiresIn = null,
        int? hourlyLimit = null,
        IReadOnlyList<string>? administers = null,
        CancellationToken stop = default)
    {
        var body = new TokenBody(name, scopes, repositories, expiresIn?.TotalSeconds, hourlyLimit, administers);
        return (await SendAsync(HttpMethod.Post, "tokens", body, Json.TokenBody, Json.TokenAnswer, stop)).Token;
    }

    public Task<ForgeApp> CreateAppAsync(string slug, IReadOnlyDictionary<string, string>? permissions = null, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "apps", new AppBody(slug, permissions), Json.AppBody, Json.ForgeApp, stop);

    /// <summary>Installs an App on an account, for all its repositories or only for those named. Gives the installation's id.</summary>
    public async Task<long> InstallAppAsync(
        long appId,
        string account,
        IReadOnlyList<string>? repositories = null,
        IReadOnlyDictionary<string, string>? permissions = null,
        CancellationToken stop = default)
    {
        var body = new InstallationBody(appId, account, repositories, permissions);
        return (await SendAsync(HttpMethod.Post, "installations", body, Json.InstallationBody, Json.IdAnswer, stop)).Id;
    }

    public async Task<long> CreateGroupAsync(string organization, string name, IReadOnlyList<string>? repositories, CancellationToken stop = default) =>
        (await SendAsync(HttpMethod.Post, "groups", new GroupBody(organization, name, repositories), Json.GroupBody, Json.IdAnswer, stop)).Id;

    public Task<ForgeRun> QueueRunAsync(ForgeRunOrder order, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "runs", order, Json.ForgeRunOrder, Json.ForgeRun, stop);

    /// <summary>One job of one or more bash steps.</summary>
    public async Task<ForgeJob> QueueJobAsync(string repository, IReadOnlyList<string> labels, string script, CancellationToken stop = default) =>
        (await QueueRunAsync(new ForgeRunOrder(repository, [new ForgeJobOrder("build", labels, [new ForgeStep(script)])]), stop)).Jobs[0];

    public Task CancelRunAsync(long run, bool force = false, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, $"runs/{run}/{(force ? "force-cancel" : "cancel")}", stop);

    public Task ReleaseJobAsync(long job, CancellationToken stop = default) => SendAsync(HttpMethod.Post, $"jobs/{job}/release", stop);

    public async Task<long> SetFaultAsync(ForgeFault fault, CancellationToken stop = default) =>
        (await SendAsync(HttpMethod.Post, "faults", fault, Json.ForgeFault, Json.IdAnswer, stop)).Id;

    public Task RemoveFaultAsync(long fault, CancellationToken stop = default) => SendAsync(HttpMethod.Delete, $"faults/{fault}", stop);

    public Task ClearFaultsAsync(CancellationToken stop = default) => SendAsync(HttpMethod.Delete, "faults", stop);

    public Task<IReadOnlyList<ForgeFaultView>> FaultsAsync(CancellationToken stop = default) => GetAsync("faults", Json.IReadOnlyListForgeFaultView, stop);

    /// <summary>Moves the forge's own time on; what is due happens before this returns.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "clock/advance", new AdvanceBody(by.TotalSeconds), Json.AdvanceBody, stop);

    public Task SetMannersAsync(ForgeManners manners, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Put, "manners", manners, Json.ForgeManners, stop);

    public Task SetHookMannersAsync(ForgeHookManners manners, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Put, "hooks/manners", manners, Json.ForgeHookManners, stop);

    public Task<ForgeHookCounts> HookCountsAsync(CancellationToken stop = default) => GetAsync("hooks", Json.ForgeHookCounts, stop);

    /// <summary>Declares the most a scope (repository, organisation, <c>*</c>) may have; judged after every transition from now on.</summary>
    public Task LimitAsync(string scope, int? registered, int? runningJobs = null, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Put, "limits", new LimitBody(scope, registered, runningJobs), Json.LimitBody, stop);

    public Task<ForgePackage> AddPackageAsync(string path, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, "packages", new PackageBody(path), Json.PackageBody, Json.ForgePackage, stop);

    public Task<ForgePackage> TroublePackageAsync(string fileName, ForgePackageTrouble trouble, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Patch, $"packages/{fileName}", trouble, Json.ForgePackageTrouble, Json.ForgePackage, stop);

    /// <summary>Sends a runner the message to update itself to a package on the shelf.</summary>
    public Task RefreshRunnerAsync(long runner, string fileName, CancellationToken stop = default) =>
        SendAsync(HttpMethod.Post, $"runners/{runner}/refresh", new RefreshBody(fileName, null, null, null), Json.RefreshBody, stop);

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> type, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(path, stop);
        return await ReadAsync(answer, type, stop);
    }

    private async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, bodyType) };
        using var answer = await _http.SendAsync(request, stop);
        return await ReadAsync(answer, answerType, stop);
    }

    private async Task SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var answer = await _http.SendAsync(request, stop);
        await EnsureAsync(answer, stop);
    }

    private async Task SendAsync(HttpMethod method, string path, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await _http.SendAsync(request, stop);
        await EnsureAsync(answer, stop);
    }

    private static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage answer, JsonTypeInfo<TAnswer> type, CancellationToken stop)
    {
        await EnsureAsync(answer, stop);
        return (await answer.Content.ReadFromJsonAsync(type, stop))!;
    }

    private static async Task EnsureAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}",
                null,
                answer.StatusCode);
        }
    }
}
