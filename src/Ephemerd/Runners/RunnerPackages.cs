using System.Collections.Concurrent;
using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Runners.Download;
using Ephemerd.Runners.Store;

namespace Ephemerd.Runners;

/// <summary>
/// Runner releases on this machine. A package appears whole under its name or not at all; whoever asks for one that is being fetched waits for
/// the same fetch, in this process or another. Thread-safe. Only cancellation throws.
/// </summary>
internal sealed class RunnerPackages : IAsyncDisposable
{
    // A release comes every week or two, and asking is a request per run otherwise.
    private static readonly TimeSpan ListHolds = TimeSpan.FromMinutes(30);

    // Shorter than the minute of the recheck: as long as that, every second one would find the answer to the one before still young enough.
    private static readonly TimeSpan ListHoldsWhenRefused = TimeSpan.FromSeconds(30);

    private readonly RunnerHealth _health;
    private readonly TimeProvider _time;
    private readonly PackageStore _store;
    private readonly PackageInstaller _installer;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _life = new();
    private readonly ConcurrentDictionary<IGitHub, Offer> _offers = new();
    private readonly Dictionary<string, Task<PackageAnswer>> _installing = new(StringComparer.Ordinal);
    private Ask? _lastAsk;

    /// <param name="root"><c>runners/</c> of the data directory; made when first needed.</param>
    public RunnerPackages(string root, RunnerHealth health, TimeProvider time)
    {
        _health = health;
        _time = time;
        _store = new PackageStore(Path.GetFullPath(root), time);
        _installer = new PackageInstaller(_store, new PackageFetcher(_http, time));
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("ephemerd");
    }

    /// <summary>What is being made ready now.</summary>
    public IReadOnlyList<PackageProgress> UnderWay => _installer.UnderWay;

    /// <summary>Everything installed, newest first.</summary>
    public IReadOnlyList<RunnerPackage> List() => _store.List();

    /// <summary>
    /// The package to run next: the pinned one, else the newest GitHub offers and does not refuse, fetched if need be. While GitHub will not tell
    /// what it offers, the newest installed one serves. <see cref="PackageFaultKind.TooOld"/> has raised an alarm in <see cref="RunnerHealth"/>.
    /// </summary>
    public async Task<PackageAnswer> ObtainAsync(IGitHub github, RepoName repo, RunnerWish wish, CancellationToken stop)
    {
        Volatile.Write(ref _lastAsk, new Ask(github, repo, wish));
        var tooOld = _health.NewestRefused;
        if (wish.Pinned is { } pinned && !(pinned <= tooOld) && _store.Find(pinned, wish.Platform) is { } here)
        {
            return Ready(here);
        }

        var offered = await OfferedAsync(github, repo, wish.Platform, stop).ConfigureAwait(false);
        if (!offered.TryGet(out var downloads, out var unknown))
        {
            return Fallback(wish, tooOld, unknown);
        }

        var choice = RunnerVersionRules.Choose(downloads, wish, tooOld);
        if (choice.Download is not { } download)
        {
            if (choice.Fault!.Kind is PackageFaultKind.TooOld)
            {
                _health.NoneNewer(tooOld!.Value, choice.Fault.Message);
            }

            return PackageAnswer.Of(choice.Fault);
        }

        if (_store.Find(choice.Version, wish.Platform) is { } installed)
        {
            return Ready(installed);
        }

        var answer = await Shared(download, choice.Version, wish.Platform).WaitAsync(stop).ConfigureAwait(false);
        return answer.TryGet(out var package, out _) ? Ready(package) : answer;
    }

    /// <summary>
    /// While an alarm stops dispatch nobody asks for a package, so nothing would ever find the newer release that ends it. This asks as the last
    /// asker did, fetches what is new, and does nothing while there is no alarm. To be called about once a minute.
    /// </summary>
    public async Task RecheckAsync(CancellationToken stop)
    {
        if (_health.Alarms.Count > 0 && Volatile.Read(ref _lastAsk) is { } ask)
        {
            await ObtainAsync(ask.GitHub, ask.Repo, ask.Wish, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Removes what <see cref="RetiringRules"/> finds of no more use; the packages removed.</summary>
    public IReadOnlyList<RunnerPackage> Collect(IReadOnlySet<string> inUse, IReadOnlySet<RunnerVersion> pinned) =>
        [.. RetiringRules.Removable(_store.List(), inUse, pinned).Where(_store.TryRemove)];

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync().ConfigureAwait(false);
        Task[] left;
        lock (_installing)
        {
            left = [.. _installing.Values];
        }

        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _life.Dispose();
    }

    private PackageAnswer Ready(RunnerPackage package)
    {
        _health.Moved(package.Version);
        return PackageAnswer.Of(package);
    }

    private PackageAnswer Fallback(RunnerWish wish, RunnerVersion? tooOld, GitHubFault fault) =>
        wish.Pinned is null && _store.List().FirstOrDefault(p => p.Platform == wish.Platform && !(p.Version <= tooOld)) is { } newest
            ? Ready(newest)
            : PackageAnswer.Of(new PackageFault(PackageFaultKind.NoList, $"which runner releases there are is not known: {fault.Message}", fault));

    private async Task<GitHubAnswer<IReadOnlyList<RunnerDownload>>> OfferedAsync(
        IGitHub github, RepoName repo, RunnerPlatform platform, CancellationToken stop)
    {
        var tooOld = _health.NewestRefused;
        var newest = _store.List().FirstOrDefault(p => p.Platform == platform)?.Version;

        // A refusal that came after the list was read makes it stale: a newer release is looked for at once, then every minute.
        var holds = tooOld is null ? ListHolds : ListHoldsWhenRefused;
        if (_offers.TryGetValue(github, out var known) && known.Refused == tooOld && _time.GetElapsedTime(known.At) < holds
            && !RunnerVersionRules.IsOvertaken(known.Downloads, known.Newest, newest))
        {
            return GitHubAnswer<IReadOnlyList<RunnerDownload>>.Of(known.Downloads);
        }

        var answer = await github.ListRunnerDownloadsAsync(repo, stop).ConfigureAwait(false);
        if (answer.TryGet(out var downloads, out _))
        {
            _offers[github] = new Offer(downloads, tooOld, newest, _time.GetTimestamp());
        }

        return answer;
    }

    // The fetch belongs to nobody who asked: one asker's giving up must not take it from the others.
    private Task<PackageAnswer> Shared(RunnerDownload download, RunnerVersion version, RunnerPlatform platform)
    {
        var name = RunnerPackage.NameOf(version, platform);
        lock (_installing)
        {
            if (!_installing.TryGetValue(name, out var task))
            {
                task = Task.Run(() => _installer.InstallAsync(download, version, platform, _life.Token));
                _installing[name] = task;
                _ = task.ContinueWith(
                    _ =>
                    {
                        lock (_installing)
                        {
                            _installing.Remove(name);
                        }
                    },
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return task;
        }
    }

    private sealed record Ask(IGitHub GitHub, RepoName Repo, RunnerWish Wish);

    private sealed record Offer(IReadOnlyList<RunnerDownload> Downloads, RunnerVersion? Refused, RunnerVersion? Newest, long At);
}
