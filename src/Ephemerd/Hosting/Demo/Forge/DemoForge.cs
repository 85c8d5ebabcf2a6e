using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ephemerd.Cli;
using Ephemerd.Processes;

namespace Ephemerd.Hosting.Demo.Forge;

/// <summary>The small GitHub of a demo: a process that ends with this object, and even when we are killed, since it hears our pipe close.</summary>
internal sealed class DemoForge : IAsyncDisposable
{
    private static readonly ForgeWire Json = ForgeWire.Default;
    private readonly Companion _process;
    private readonly HttpClient _admin;

    private DemoForge(Companion process, ReadyLine ready)
    {
        _process = process;
        Url = ready.Url;
        _admin = new HttpClient { BaseAddress = new Uri(ready.AdminUrl.TrimEnd('/') + "/") };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ready.AdminToken);
    }

    public string Url { get; }

    public static async Task<DemoForge> StartAsync(OwnProgram programs, string runnerPackage, string logFile, TimeProvider clock, CancellationToken stop)
    {
        var command = programs.Forge("--exit-with-stdin", "--runner-package", runnerPackage)
            ?? throw new VerbFault(ExitCode.Failed, "the forge is not beside this program; it is part of a development build only");
        var process = Companion.Start(command, CompanionStreams.Held, logFile, clock);
        try
        {
            var line = await process.Output.ReadLineAsync(stop).ConfigureAwait(false)
                ?? throw new VerbFault(ExitCode.Failed, $"the forge ended before it listened; its words are in {logFile}");
            return new DemoForge(process, JsonSerializer.Deserialize(line, Json.ReadyLine)!);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<string> MakeTokenAsync(CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Post, "tokens", new TokenOrder("demo"), Json.TokenOrder, stop).ConfigureAwait(false);
        return (await answer.Content.ReadFromJsonAsync(Json.TokenMade, stop).ConfigureAwait(false))!.Token;
    }

    /// <summary>A repository, and the most runners it may ever have: judged by the forge after every transition.</summary>
    public async Task MakeRepositoryAsync(string name, int limit, CancellationToken stop)
    {
        (await SendAsync(HttpMethod.Post, "repos", new RepoOrder(name), Json.RepoOrder, stop).ConfigureAwait(false)).Dispose();
        await LimitAsync(name, limit, stop).ConfigureAwait(false);
    }

    /// <param name="scope">A repository, or <c>*</c> for all together.</param>
    public async Task LimitAsync(string scope, int limit, CancellationToken stop) =>
        (await SendAsync(HttpMethod.Put, "limits", new LimitOrder(scope, limit), Json.LimitOrder, stop).ConfigureAwait(false)).Dispose();

    public async Task QueueAsync(RunOrder run, CancellationToken stop) =>
        (await SendAsync(HttpMethod.Post, "runs", run, Json.RunOrder, stop).ConfigureAwait(false)).Dispose();

    public async Task<ForgeSummary> SummaryAsync(CancellationToken stop) =>
        (await _admin.GetFromJsonAsync("summary", Json.ForgeSummary, stop).ConfigureAwait(false))!;

    /// <summary>Every job, as it truly is.</summary>
    public async Task<IReadOnlyList<JobSeen>> JobsAsync(CancellationToken stop) =>
        [.. (await _admin.GetFromJsonAsync("state", Json.ForgeState, stop).ConfigureAwait(false))!.Runs.SelectMany(r => r.Jobs)];

    public async Task<ForgeCensus> CensusAsync(CancellationToken stop) =>
        (await _admin.GetFromJsonAsync("census", Json.ForgeCensus, stop).ConfigureAwait(false))!;

    public async Task<IReadOnlyList<Violation>> ViolationsAsync(CancellationToken stop) =>
        (await _admin.GetFromJsonAsync("limit-violations", Json.IReadOnlyListViolation, stop).ConfigureAwait(false))!;

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        var answer = await _admin.SendAsync(request, stop).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var why = await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            throw new VerbFault(ExitCode.Failed, $"the forge refused {method} {path}: {(int)answer.StatusCode} {why}");
        }
    }
}
