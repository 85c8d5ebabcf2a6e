using System.Text;
using Ephemerd.Forge.State;
using Microsoft.Extensions.Hosting;

namespace Ephemerd.Forge.Hooks.Post;

/// <summary>
/// Takes deliveries where they are to go: one at a time to each webhook, so that order is kept, and to all webhooks at once. Nothing is
/// ever tried again by itself: GitHub does not either.
/// </summary>
internal sealed class HookPostman(World world, HookDesk desk) : BackgroundService
{
    /// <summary>https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private const int MostAnswer = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Task rung;
            bool isIdle;
            lock (world.Gate)
            {
                foreach (var hook in desk.All)
                {
                    if (HookLine.Take(hook, world.Now) is { } planned)
                    {
                        hook.Posting = true;
                        _ = DeliverAsync(hook, planned, HookLetter.Of(hook, planned.Event), stoppingToken);
                    }
                }

                rung = desk.Rung;
                isIdle = desk.Pending == 0;
            }

            // What is delayed comes due by the forge's clock, which tests may move: while anything waits, the look is repeated.
            await Task.WhenAny(rung, Task.Delay(isIdle ? Timeout.InfiniteTimeSpan : Beat, world.Clock, stoppingToken));
        }
    }

    private async Task DeliverAsync(Webhook hook, Planned planned, HookLetter letter, CancellationToken stop)
    {
        // The gate is held by whoever starts this.
        await Task.Yield();
        var answer = await PostAsync(letter, stop);
        lock (world.Gate)
        {
            desk.Settle(hook, new Delivery(world.NextId(), planned.Event, planned.IsRedelivery, world.Now, letter.Url.AbsoluteUri)
            {
                Answer = answer,
                Headers = letter.Headers,
            });
        }
    }

    private async Task<DeliveryAnswer> PostAsync(HookLetter letter, CancellationToken stop)
    {
        var started = world.Clock.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, world.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            using var request = letter.ToRequest();
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            var body = await ReadAsync(answer, end.Token);
            return new DeliveryAnswer((int)answer.StatusCode, answer.ReasonPhrase is { Length: > 0 } phrase ? phrase : "OK", Took(started))
            {
                Headers = answer.Headers.Concat(answer.Content.Headers)
                    .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)),
                Body = body,
            };
        }
        catch (OperationCanceledException)
        {
            return new DeliveryAnswer(504, "timed out", Took(started));
        }
        catch (Exception wrong) when (wrong is HttpRequestException or IOException)
        {
            return new DeliveryAnswer(502, "failed to connect", Took(started));
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[MostAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private TimeSpan Took(long started) => world.Clock.GetElapsedTime(started);
}
