using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ephemerd.TestBed.OpenApi;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge;

/// <summary>One answer of the REST interface.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant(), "");

    public string Message => Body?["message"]?.GetValue<string>() ?? "";
}

/// <summary>A raw REST client that holds every answer against GitHub's description as it passes.</summary>
internal sealed class ForgeClient(Uri url, string? token) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url };

    public string? UserAgent { get; init; } = "ephemerd-tests";

    public Task<Reply> GetAsync(string path, CancellationToken stop, string? etag = null) =>
        SendAsync(HttpMethod.Get, path, null, stop, etag is null ? [] : [("If-None-Match", etag)]);

    public Task<Reply> PostAsync(string path, JsonNode? body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, stop);

    public Task<Reply> DeleteAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Delete, path, null, stop);

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken stop, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (UserAgent is not null)
        {
            request.Headers.UserAgent.ParseAdd(UserAgent);
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var answer = await _http.SendAsync(request, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        var json = text.Length == 0 ? null : JsonNode.Parse(text);
        Check(method.Method, path, (int)answer.StatusCode, json);
        var all = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new Reply(answer.StatusCode, json, all);
    }

    public void Dispose() => _http.Dispose();

    private static void Check(string method, string path, int status, JsonNode? body)
    {
        if (status != 304)
        {
            var wrong = ApiDescription.GitHub.CheckAnswer(method, path.Split('?')[0], status, body);
            Assert.That(wrong, Is.Empty, $"{method} {path} -> {status} {body?.ToJsonString()}");
        }
    }
}
