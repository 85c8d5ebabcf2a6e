using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ephemerd.Status.Control;

/// <summary>
/// The other end of the control socket, for verbs. Every call is bounded except a followed log; what does not work throws
/// <see cref="ControlFault"/> with a sentence for the operator.
/// </summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepPatience = TimeSpan.FromMinutes(5);
    private static readonly ControlJson Json = ControlJson.Default;
    private readonly HttpClient _http;
    private readonly string _path;

    public ControlClient(string path)
    {
        _path = path;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
        {
            BaseAddress = new Uri("http://ephemerd"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public Task<StateView> StateAsync(CancellationToken stop) => AskAsync(HttpMethod.Get, ControlRoutes.State, Json.StateView, stop);

    /// <summary>What waits, and the runs that the daemon holds.</summary>
    public Task<JobsView> JobsAsync(CancellationToken stop) => AskAsync(HttpMethod.Get, ControlRoutes.Jobs, Json.JobsView, stop);

    public Task<ExplainView> ExplainAsync(string key, CancellationToken stop) =>
        AskAsync(HttpMethod.Get, $"{ControlRoutes.Explain}/{Uri.EscapeDataString(key)}", Json.ExplainView, stop);

    public Task<AnswerView> DrainAsync(CancellationToken stop) => AskAsync(HttpMethod.Post, ControlRoutes.Drain, Json.AnswerView, stop);

    public Task<AnswerView> ResumeAsync(CancellationToken stop) => AskAsync(HttpMethod.Post, ControlRoutes.Resume, Json.AnswerView, stop);

    public Task<ReloadView> ReloadAsync(CancellationToken stop) => AskAsync(HttpMethod.Post, ControlRoutes.Reload, Json.ReloadView, stop);

    public Task<AnswerView> KillAsync(string key, CancellationToken stop) => AskAsync(HttpMethod.Post, Run(key, "kill"), Json.AnswerView, stop);

    /// <summary>With the runs that have ended and are remembered.</summary>
    public Task<JobsView> JobsAsync(RunFilter filter, CancellationToken stop) =>
        AskAsync(HttpMethod.Get, $"{ControlRoutes.Runs}?{FilterText.Of(filter)}", Json.JobsView, stop);

    /// <param name="key">Null for every run's.</param>
    public Task<EventsView> EventsAsync(string? key, EventFilter filter, CancellationToken stop) =>
        AskAsync(HttpMethod.Get, $"{(key is null ? ControlRoutes.Events : Run(key, "events"))}?{FilterText.Of(filter)}", Json.EventsView, stop);

    /// <summary>A sweep asks GitHub and may end what is slow to end, so it gets longer than other calls.</summary>
    public Task<SweepReport> SweepAsync(bool dryRun, CancellationToken stop) =>
        AskAsync(HttpMethod.Post, $"{ControlRoutes.Sweep}?dry_run={(dryRun ? "true" : "false")}", Json.SweepReport, stop, SweepPatience);

    /// <summary>Writes the log from a byte offset; following ends with the run. A copy that breaks off says how far it came (<see cref="ControlFault.Copied"/>).</summary>
    public async Task CopyLogAsync(string key, long from, bool follow, Stream to, CancellationToken stop)
    {
        long? copied = null;
        try
        {
            var address = Run(key, $"log?from={from}&follow={(follow ? "true" : "false")}");
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            await CheckAsync(response, stop).ConfigureAwait(false);
            copied = 0;
            var log = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            await using (log.ConfigureAwait(false))
            {
                // Flushed as it comes: a followed log is read by a person.
                var buffer = new byte[32 * 1024];
                for (int n; (n = await log.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0; copied += n)
                {
                    await to.WriteAsync(buffer.AsMemory(0, n), stop).ConfigureAwait(false);
                    await to.FlushAsync(stop).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw Unreachable(e, copied);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Run(string key, string what) => $"{ControlRoutes.Runs}/{Uri.EscapeDataString(key)}/{what}";

    private async Task<T> AskAsync<T>(HttpMethod method, string address, JsonTypeInfo<T> type, CancellationToken stop, TimeSpan? bound = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(bound ?? Patience);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            using var response = await _http.SendAsync(request, patience.Token).ConfigureAwait(false);
            await CheckAsync(response, patience.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
        catch (JsonException e)
        {
            throw new ControlFault(ControlFaultKind.Refused, $"The daemon at {_path} answered what this ephemerd does not understand; is it of another version?", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new ControlFault(ControlFaultKind.NotReachable, $"The daemon at {_path} gave no answer in {(bound ?? Patience).TotalSeconds:0} s.", e);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var isAnswer = response.Content.Headers.ContentType?.MediaType == "application/json";
        var answer = isAnswer
            ? JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false), Json.AnswerView)
            : null;
        var message = answer is null
            ? $"the daemon answered {(int)response.StatusCode}"
            : string.Join("\n  ", [answer.Message, .. answer.Candidates]);
        throw new ControlFault(
            response.StatusCode switch
            {
                HttpStatusCode.NotFound => ControlFaultKind.NotFound,
                HttpStatusCode.BadRequest => ControlFaultKind.Wrong,
                _ => ControlFaultKind.Refused,
            },
            message);
    }

    private ControlFault Unreachable(Exception e, long? copied = null) => new(
        ControlFaultKind.NotReachable,
        e.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied }
            ? $"{_path} is not yours to use; run this as the daemon's user or as root."
            : $"No daemon answers at {_path}; start one with `ephemerd serve`, or name its --data-dir.",
        e) { Copied = copied };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
