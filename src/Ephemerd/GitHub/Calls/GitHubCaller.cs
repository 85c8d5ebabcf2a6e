using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Budget;
using Ephemerd.GitHub.Faults;
using Ephemerd.GitHub.Wire;
using Ephemerd.Model;
using Polly;
using Polly.Retry;

namespace Ephemerd.GitHub.Calls;

/// <summary>Sends one call: in its turn, under the credential, again where that is safe. Only cancellation throws. Thread-safe.</summary>
internal sealed class GitHubCaller
{
    // An error's text is a sentence; a proxy's page in its place is not read to the end.
    private const int LongestErrorBody = 64 * 1024;
    private readonly GitHubWire _wire;
    private readonly Credential _credential;
    private readonly RequestBudget _budget;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    public GitHubCaller(GitHubWire wire, Credential credential, RequestBudget budget, TimeProvider time, Random chance)
    {
        _wire = wire;
        _credential = credential;
        _budget = budget;
        _time = time;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = CallRules.MostRetries,
            ShouldHandle = static a => ValueTask.FromResult(CallRules.IsWorthRetrying((a.Outcome.Result as Reply)?.Fault)),
            DelayGenerator = a => ValueTask.FromResult<TimeSpan?>(CallRules.Delay(a.AttemptNumber, Roll(chance))),
        }).Build();
    }

    /// <param name="etag">The tag of a remembered answer; with it the reply may be <see cref="Reply{T}.NotModified"/>.</param>
    public async Task<Reply<T>> SendAsync<T>(Call call, JsonTypeInfo<T> body, string? etag, CancellationToken stop)
        where T : class
    {
        if (!call.MayRepeat)
        {
            return await AttemptAsync(call, body, etag, CallRules.LongestCall, stop).ConfigureAwait(false);
        }

        return await _retries.ExecuteAsync(
            async token => await AttemptAsync(call, body, etag, CallRules.LongestAttempt, token).ConfigureAwait(false), stop).ConfigureAwait(false);
    }

    private static double Roll(Random chance)
    {
        lock (chance)
        {
            return chance.NextDouble();
        }
    }

    private async Task<Reply<T>> AttemptAsync<T>(Call call, JsonTypeInfo<T> body, string? etag, TimeSpan longest, CancellationToken stop)
        where T : class
    {
        var credential = await _credential.TokenAsync(stop).ConfigureAwait(false);
        if (!credential.TryGet(out var token, out var fault))
        {
            return Reply<T>.Of(FaultRules.NoCredential(call, fault));
        }

        var reply = await OnceAsync(call, body, etag, token, longest, stop).ConfigureAwait(false);
        return reply.Fault is { Kind: GitHubFaultKind.Unauthorized } && await _credential.RenewAsync(token, stop).ConfigureAwait(false) is { } renewed
            ? await OnceAsync(call, body, etag, renewed, longest, stop).ConfigureAwait(false)
            : reply;
    }

    private async Task<Reply<T>> OnceAsync<T>(
        Call call, JsonTypeInfo<T> body, string? etag, Secret token, TimeSpan longest, CancellationToken stop)
        where T : class
    {
        if (await _budget.TakeAsync(call, stop).ConfigureAwait(false) is { } held)
        {
            return Reply<T>.Of(held);
        }

        using var place = await _wire.InFlight.EnterAsync(stop).ConfigureAwait(false);
        using var bound = new CancellationTokenSource(longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, bound.Token);
        try
        {
            using var request = Request(call, etag, token);
            _wire.Counters.Sent(call);
            using var answer = await _wire.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await ReadAsync(call, body, answer, token, either.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            return Reply<T>.Of(FaultRules.NoAnswer(call, $"no answer ({e.HttpRequestError})"));
        }
        catch (IOException)
        {
            return Reply<T>.Of(FaultRules.NoAnswer(call, "the answer was cut off"));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Reply<T>.Of(FaultRules.NoAnswer(call, $"no answer within {longest.TotalSeconds:0} s"));
        }
    }

    private static HttpRequestMessage Request(Call call, string? etag, Secret token)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(call.Path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private async Task<Reply<T>> ReadAsync<T>(Call call, JsonTypeInfo<T> body, HttpResponseMessage answer, Secret token, CancellationToken stop)
        where T : class
    {
        var now = _time.GetUtcNow();
        var facts = AnswerFacts.Of(answer, now);
        _wire.Counters.Answered(call, facts);
        _budget.Observe(facts);
        if (facts.Ahead is { } ahead)
        {
            _credential.Heard(ahead);
        }

        if (answer.StatusCode is HttpStatusCode.NotModified)
        {
            return new Reply<T>(null, true, null, false, null);
        }

        if (!answer.IsSuccessStatusCode)
        {
            var fault = FaultRules.Of(call, facts, await MessageAsync(answer, token, stop).ConfigureAwait(false), now);
            return Reply<T>.Of(HoldBack(fault, facts));
        }

        if (answer.StatusCode is HttpStatusCode.NoContent)
        {
            return new Reply<T>(null, false, null, false, null);
        }

        try
        {
            var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(stream, body, stop).ConfigureAwait(false) is { } value
                    ? new Reply<T>(value, false, answer.Headers.ETag?.ToString(), MoreFollows(answer), null)
                    : Reply<T>.Of(FaultRules.Nonsense(call, facts.Status, "its body is null"));
            }
        }
        catch (JsonException e)
        {
            return Reply<T>.Of(FaultRules.Nonsense(call, facts.Status, $"its body is not the JSON GitHub describes (at {e.Path})"));
        }
    }

    private static bool MoreFollows(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links) && PagingRules.NamesNext(links);

    // An empty allowance of another resource (registrations have their own) says nothing of the common one.
    private GitHubFault HoldBack(GitHubFault fault, AnswerFacts facts) =>
        fault is { Kind: GitHubFaultKind.RateLimited, RetryAt: { } until } && (facts.IsCore || facts.Remaining is not 0)
            ? fault with { RetryAt = _budget.Pause(until) }
            : fault;

    private static async Task<string?> MessageAsync(HttpResponseMessage answer, Secret token, CancellationToken stop)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestErrorBody, stop).ConfigureAwait(false);
            var bytes = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            // A proxy may echo what it was sent.
            return JsonSerializer.Deserialize(bytes, GitHubJson.Default.WireError)?.Message?.Replace(token.Reveal(), "***", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
