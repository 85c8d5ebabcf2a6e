using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>Sends one request and hands back what came, without judging it. Thread-safe.</summary>
internal sealed class HttpDoor : IDisposable
{
    private readonly HttpClient _client;

    public HttpDoor(string userAgent)
    {
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(100) };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    /// <summary>The parts of the real runner's User-Agent that a server can tell runners apart by (observed on runner v2.336.0).</summary>
    public static string UserAgent(string version, RunnerSettings settings, string? clientId) =>
        $"GitHubActionsRunner-linux-x64/{version}{(clientId is null ? "" : $" ClientId/{clientId}")} RunnerId/{settings.AgentId} GroupId/{settings.PoolId}";

    public Task<HttpAnswer> GetAsync(Uri url, string bearer, CancellationToken stop) => SendAsync(HttpMethod.Get, url, bearer, null, stop);

    public Task<HttpAnswer> DeleteAsync(Uri url, string bearer, CancellationToken stop) => SendAsync(HttpMethod.Delete, url, bearer, null, stop);

    public Task<HttpAnswer> PostJsonAsync(Uri url, string bearer, string json, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, url, bearer, new StringContent(json, Encoding.UTF8, "application/json"), stop);

    public Task<HttpAnswer> PostFormAsync(Uri url, IEnumerable<KeyValuePair<string, string>> form, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, url, null, new FormUrlEncodedContent(form), stop);

    /// <remarks>A null blob type leaves <c>x-ms-blob-type</c> out.</remarks>
    public Task<HttpAnswer> PutAsync(Uri url, ReadOnlyMemory<byte> content, string? blobType, CancellationToken stop)
    {
        var body = new ReadOnlyMemoryContent(content);
        if (blobType is not null)
        {
            body.Headers.TryAddWithoutValidation("x-ms-blob-type", blobType);
        }

        return SendAsync(HttpMethod.Put, url, null, body, stop);
    }

    /// <returns>The bytes, or why there are none.</returns>
    public async Task<(string? Problem, byte[] Content)> DownloadAsync(Uri url, CancellationToken stop)
    {
        try
        {
            return (null, await _client.GetByteArrayAsync(url, stop));
        }
        catch (HttpRequestException e)
        {
            return (e.Message, []);
        }
    }

    private async Task<HttpAnswer> SendAsync(HttpMethod method, Uri url, string? bearer, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        try
        {
            using var response = await _client.SendAsync(request, stop);
            return new HttpAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(stop));
        }
        catch (HttpRequestException e)
        {
            return HttpAnswer.Unreachable(e.InnerException is SocketException socket ? $"{socket.Message} ({url.Authority})" : e.Message);
        }
        catch (IOException e)
        {
            return HttpAnswer.Unreachable(e.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return HttpAnswer.Unreachable($"No answer in time from {url.Authority}");
        }
    }

    public void Dispose() => _client.Dispose();
}
