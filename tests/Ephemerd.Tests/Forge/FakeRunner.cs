using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ephemerd.Tests.Forge;

/// <summary>An answer of the runner services; an empty body is null.</summary>
internal sealed record Spoken(HttpStatusCode Status, JsonNode? Body)
{
    public string? ErrorKind => Body?["errorKind"]?.GetValue<string>();
}

/// <summary>The job a runner has taken: the ids and the token of the message it came with.</summary>
internal sealed record TakenJob(JsonNode Message)
{
    public string Token => Message["resources"]!["endpoints"]![0]!["authorization"]!["parameters"]!["AccessToken"]!.GetValue<string>();

    public JsonObject Ids => new() { ["planId"] = Message["plan"]!["planId"]!.GetValue<string>(), ["jobId"] = Message["jobId"]!.GetValue<string>() };
}

/// <summary>Speaks the V2 protocol call by call, as rightly or as wrongly as a test wants. It runs nothing.</summary>
internal sealed class FakeRunner : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly RSA _key = RSA.Create();

    public FakeRunner(string jitConfig)
    {
        Files = Decode(jitConfig).AsObject().ToDictionary(file => file.Key, file => Decode(file.Value!.GetValue<string>()));
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("GitHubActionsRunner-linux-x64/2.336.0");
        _key.ImportParameters(Parameters(Files[".credentials_rsaparams"]));
    }

    public IReadOnlyDictionary<string, JsonNode> Files { get; }

    public long Id => long.Parse(Text(".runner", "AgentId"), System.Globalization.CultureInfo.InvariantCulture);

    public string Name => Text(".runner", "AgentName");

    public string ClientId => Files[".credentials"]["Data"]![nameof(ClientId)]!.GetValue<string>();

    public string TokenUrl => Files[".credentials"]["Data"]!["AuthorizationUrl"]!.GetValue<string>();

    public string Broker => Text(".runner", "ServerUrlV2");

    public string? Token { get; private set; }

    public string? SessionId { get; private set; }

    public async Task ConnectAsync(CancellationToken stop)
    {
        await AuthenticateAsync(stop);
        await OpenSessionAsync(stop);
    }

    public async Task<Spoken> AuthenticateAsync(CancellationToken stop, RSA? key = null, string algorithm = "PS256", Action<JsonObject>? bend = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(key ?? _key, algorithm, bend),
        });
        using var answer = await _http.PostAsync(TokenUrl, form, stop);
        var spoken = await ReadAsync(answer, stop);
        Token = spoken.Body?["access_token"]?.GetValue<string>() ?? Token;
        return spoken;
    }

    public async Task<Spoken> OpenSessionAsync(CancellationToken stop)
    {
        var agent = new JsonObject { ["id"] = Id, ["name"] = Name, ["version"] = "2.336.0", ["osDescription"] = "Debian GNU/Linux 12 (bookworm)" };
        var body = new JsonObject { ["sessionId"] = Guid.Empty.ToString(), ["ownerName"] = "tests (PID: 1)", ["agent"] = agent, ["useFipsEncryption"] = false };
        var spoken = await SendAsync(HttpMethod.Post, Broker + "session", body, Token, stop);
        SessionId = spoken.Body?["sessionId"]?.GetValue<string>() ?? SessionId;
        return spoken;
    }

    public Task<Spoken> CloseSessionAsync(CancellationToken stop) => SendAsync(HttpMethod.Delete, Broker + "session", null, Token, stop);

    public Task<Spoken> PollAsync(CancellationToken stop, string status = "Online", bool disableUpdate = false) =>
        SendAsync(HttpMethod.Get, $"{Broker}message?{Query(status)}&disableUpdate={(disableUpdate ? "true" : "false")}", null, Token, stop);

    public Task<Spoken> AcknowledgeAsync(string requestId, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, $"{Broker}acknowledge?{Query("Busy")}", new JsonObject { ["runnerRequestId"] = requestId }, Token, stop);

    public Task<Spoken> AcquireAsync(JsonNode offer, CancellationToken stop) => SendAsync(
        HttpMethod.Post,
        offer["run_service_url"]!.GetValue<string>() + "acquirejob",
        new JsonObject
        {
            ["jobMessageId"] = offer["runner_request_id"]!.GetValue<string>(), ["runnerOS"] = "Linux", ["billingOwnerId"] = offer["billing_owner_id"]!.GetValue<string>(),
        },
        Token,
        stop);

    public Task<Spoken> RenewAsync(TakenJob job, CancellationToken stop, string? token = null) =>
        SendAsync(HttpMethod.Post, Service(job) + "renewjob", job.Ids, token ?? job.Token, stop);

    public Task<Spoken> CompleteAsync(TakenJob job, string conclusion, CancellationToken stop)
    {
        var body = job.Ids;
        body["conclusion"] = conclusion;
        body["stepResults"] = new JsonArray(new JsonObject
        {
            ["external_id"] = Guid.NewGuid().ToString(), ["number"] = 1, ["name"] = "Set up job", ["status"] = "completed", ["conclusion"] = conclusion,
            ["started_at"] = "2026-01-01T00:00:00Z", ["completed_at"] = "2026-01-01T00:00:01Z",
        });
        return SendAsync(HttpMethod.Post, Service(job) + "completejob", body, job.Token, stop);
    }

    public Task<Spoken> ResultsAsync(TakenJob job, string call, JsonObject body, CancellationToken stop)
    {
        body["workflow_run_backend_id"] = job.Ids["planId"]!.GetValue<string>();
        body["workflow_job_run_backend_id"] = job.Ids["jobId"]!.GetValue<string>();
        return SendAsync(HttpMethod.Post, new Uri(new Uri(Broker), "/results/twirp/" + call).AbsoluteUri, body, job.Token, stop);
    }

    /// <summary>Polls for the offer, and takes it up to the first renewal.</summary>
    public async Task<TakenJob> TakeAsync(CancellationToken stop)
    {
        var job = new TakenJob((await AcquireAsync(await OfferAsync(stop), stop)).Body!);
        await RenewAsync(job, stop);
        return job;
    }

    /// <summary>The body of the next job request.</summary>
    public async Task<JsonNode> OfferAsync(CancellationToken stop)
    {
        while (true)
        {
            if ((await PollAsync(stop)).Body is { } message)
            {
                return JsonNode.Parse(message["body"]!.GetValue<string>())!;
            }
        }
    }

    public async Task<Spoken> SendAsync(HttpMethod method, string url, JsonNode? body, string? token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, stop);
        return await ReadAsync(answer, stop);
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    private string Query(string status) => $"sessionId={SessionId}&status={status}&runnerVersion=2.336.0&os=Linux&architecture=X64";

    private static string Service(TakenJob job) => job.Message["resources"]!["endpoints"]![0]!["url"]!.GetValue<string>();

    private string Assertion(RSA key, string algorithm, Action<JsonObject>? bend)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["sub"] = ClientId, ["iss"] = ClientId, ["aud"] = TokenUrl, ["jti"] = Guid.NewGuid().ToString(), ["nbf"] = now, ["exp"] = now + 300,
        };
        bend?.Invoke(claims);
        return TestJwt.Sign(claims, key, algorithm);
    }

    private static async Task<Spoken> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var text = await answer.Content.ReadAsStringAsync(stop);
        return new Spoken(answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private string Text(string file, string key) => Files[file][key]!.GetValue<string>();

    private static JsonNode Decode(string base64) => JsonNode.Parse(Convert.FromBase64String(base64))!;

    private static RSAParameters Parameters(JsonNode key)
    {
        byte[] Bytes(string name) => Convert.FromBase64String(key[name]!.GetValue<string>());
        return new RSAParameters
        {
            D = Bytes("d"), DP = Bytes("dp"), DQ = Bytes("dq"), Exponent = Bytes("exponent"),
            InverseQ = Bytes("inverseQ"), Modulus = Bytes("modulus"), P = Bytes("p"), Q = Bytes("q"),
        };
    }
}

/// <summary>Signs JSON Web Tokens with RS256 or PS256.</summary>
internal static class TestJwt
{
    public static string Sign(JsonObject claims, RSA key, string algorithm)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = algorithm };
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, padding))}";
    }
}
