using Ephemerd.GitHub.Faults;

namespace Ephemerd.GitHub.Calls;

/// <summary>Counts what was asked and answered. Thread-safe.</summary>
internal sealed class CallCounters(TimeProvider time)
{
    private static readonly string[] Names = ["runs", "jobs", "job", "jitconfig", "runners", "runner", "runner_delete", "downloads", "repositories", "access_token"];
    private const long Unheard = long.MinValue;
    private readonly long[] _requests = new long[Names.Length];
    private readonly long[] _notModified = new long[Names.Length];
    private long _lastAnswer;
    private long _aheadTicks = Unheard;
    private volatile string? _scopes;

    public void Sent(Call call) => Interlocked.Increment(ref _requests[(int)call.Route]);

    public void Answered(Call call, AnswerFacts facts)
    {
        var status = facts.Status;
        _scopes = facts.Scopes ?? _scopes;
        if (facts.Ahead is { } ahead)
        {
            Interlocked.Exchange(ref _aheadTicks, ahead.Ticks);
        }

        if (status == 304)
        {
            Interlocked.Increment(ref _notModified[(int)call.Route]);
        }

        if (status < 400)
        {
            Interlocked.Exchange(ref _lastAnswer, time.GetUtcNow().UtcTicks);
        }
    }

    /// <summary>The counted part of a usage; the budget fills in the rest.</summary>
    public GitHubUsage Describe()
    {
        var routes = Names.Select((name, i) =>
        {
            var free = Interlocked.Read(ref _notModified[i]);
            var sent = Interlocked.Read(ref _requests[i]);
            return new RouteUsage(name, sent, sent - free);
        }).ToArray();
        var requests = routes.Sum(r => r.Requests);
        var charged = routes.Sum(r => r.Charged);
        var last = Interlocked.Read(ref _lastAnswer);
        return new GitHubUsage(
            requests, charged, requests - charged, 0, null, null, null, null, TimeSpan.Zero,
            last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero), routes)
        {
            ClockAhead = Interlocked.Read(ref _aheadTicks) is var ahead and not Unheard ? TimeSpan.FromTicks(ahead) : null, Scopes = _scopes,
        };
    }
}
