using System.Threading.Channels;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Intake.Pace;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Intake;

/// <summary>
/// Looks at every served repository in turn and delivers each whole look; a look that failed is counted and told, never delivered. Each credential
/// has a lane of its own with a few looks under way at once, so that a repository that GitHub will not show holds up no other.
/// </summary>
/// <param name="matters">Whether a job is followed to its end once it leaves the listings. Those of hosted runners are not worth a request each.</param>
/// <param name="deliver">Called from many loops at once, for one repository one after another. Must not block or call back.</param>
internal sealed partial class JobPoller(
    GitHubDoors doors, Func<ObservedJob, bool> matters, Action<RepositoryLook> deliver, TimeProvider time, Random chance, ILogger<JobPoller> log)
    : IDisposable
{
    private const int LooksAtOnce = 16;

    private readonly Lock _gate = new();
    private readonly Channel<Lane> _fresh = Channel.CreateUnbounded<Lane>();
    private IReadOnlyList<Lane> _lanes = [];

    /// <summary>Rung by whatever has reason to think that a repository changed.</summary>
    public Doorbell Doorbell => new(Ring, RingAll);

    /// <summary>Jobs to ask after by their number, whatever the listings show.</summary>
    public FollowedJobs Followed { get; } = new();

    /// <summary>How it goes with each repository.</summary>
    public IReadOnlyList<RepositoryIntake> Describe() => [.. Volatile.Read(ref _lanes).SelectMany(l => l.Repositories()).OrderBy(i => i.Repo)];

    /// <summary>How it goes under each credential.</summary>
    public IReadOnlyList<CredentialIntake> DescribeCredentials() => [.. Volatile.Read(ref _lanes).Select(l => l.Describe())];

    /// <summary>Takes up what the doors serve now; gives the repositories that are watched no longer, of which nothing is delivered from here on.</summary>
    public IReadOnlyList<RepoName> Refresh()
    {
        lock (_gate)
        {
            var served = doors.Repositories.ToLookup(r => doors.Serving(r)?.GitHub);
            var lanes = _lanes.ToList();
            foreach (var door in doors.Named.Where(d => lanes.TrueForAll(l => l.GitHub != d.GitHub)))
            {
                var lane = new Lane(door, time, new Random(chance.Next()));
                lanes.Add(lane);
                _fresh.Writer.TryWrite(lane);
            }

            Volatile.Write(ref _lanes, lanes);
            var gone = lanes.SelectMany(lane => lane.Set(
                doors.Named.FirstOrDefault(d => d.GitHub == lane.GitHub)?.Settings, [.. served[lane.GitHub]],
                repo => new RepositoryWatch(repo, lane.GitHub, matters, Followed, time))).ToList();
            return [.. gone.Where(r => doors.Serving(r) is null)];
        }
    }

    /// <summary>Polls until stopped. Anything else than <see cref="OperationCanceledException"/> means that it cannot go on and has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Refresh();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = new List<Task>();
        try
        {
            await foreach (var lane in _fresh.Reader.ReadAllAsync(over.Token).ConfigureAwait(false))
            {
                working.AddRange(Enumerable.Range(0, LooksAtOnce).Select(_ => WorkAsync(lane, over)));
            }
        }
        finally
        {
            await Task.WhenAll(working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (working.Find(w => w.IsFaulted) is { } broken)
            {
                await broken.ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }

    private void Ring(RepoName repo)
    {
        foreach (var lane in Volatile.Read(ref _lanes))
        {
            lane.Ring(repo);
        }
    }

    private void RingAll()
    {
        foreach (var lane in Volatile.Read(ref _lanes))
        {
            lane.RingAll();
        }
    }

    /// <summary>One of a lane's workers. Should it come to its end, all of them do: a watch that thins out in silence is worse than none.</summary>
    private async Task WorkAsync(Lane lane, CancellationTokenSource over)
    {
        try
        {
            while (true)
            {
                var beat = await lane.NextAsync(over.Token).ConfigureAwait(false);
                var (look, fault) = await LookAsync(beat, over.Token).ConfigureAwait(false);
                Tell(beat.Intake, fault);
                lane.Done(beat, look, fault, Deliver);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<(RepositoryLook? Look, GitHubFault? Fault)> LookAsync(Beat beat, CancellationToken stop)
    {
        try
        {
            var answer = await beat.Watch.LookAsync(stop).ConfigureAwait(false);
            answer.TryGet(out var look, out var fault);
            return (look, fault);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // A fault nobody foresaw costs this look, not the watch.
            LogUnforeseen(e, beat.Repo);
            return (null, new GitHubFault(GitHubFaultKind.Transient, null, null, e.Message));
        }
    }

    private void Deliver(RepositoryLook look)
    {
        try
        {
            deliver(look);
        }
#pragma warning disable CA1031 // Whoever is told of looks may fail in any way; the next look tells the same again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnforeseen(e, look.Repo);
        }
    }

    private void Tell(RepositoryIntake before, GitHubFault? fault)
    {
        if (fault is not null && before.Failing == 0)
        {
            LogFailing(before.Repo, fault.Message);
        }
        else if (fault is null && before.Failing > 0)
        {
            LogRecovered(before.Repo, before.Failing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Repo} cannot be looked at, and is tried again with growing pauses: {Fault}")]
    private partial void LogFailing(RepoName repo, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Repo} can be looked at again after {Failing} failed looks")]
    private partial void LogRecovered(RepoName repo, int failing);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking at {Repo} failed in a way that was not foreseen")]
    private partial void LogUnforeseen(Exception fault, RepoName repo);
}
