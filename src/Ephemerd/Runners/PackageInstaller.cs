using System.Collections.Concurrent;
using Ephemerd.GitHub;
using Ephemerd.Runners.Download;
using Ephemerd.Runners.Store;
using Ephemerd.Runners.Unpack;

namespace Ephemerd.Runners;

/// <summary>
/// Makes one release into an installed package: fetch, verify, unpack, put in place, all under its lock and beside its place. Thread-safe.
/// </summary>
internal sealed class PackageInstaller(PackageStore store, PackageFetcher fetcher)
{
    private readonly ConcurrentDictionary<string, PackageProgress> _underWay = new(StringComparer.Ordinal);

    public IReadOnlyList<PackageProgress> UnderWay => [.. _underWay.Values];

    public async Task<PackageAnswer> InstallAsync(RunnerDownload download, RunnerVersion version, RunnerPlatform platform, CancellationToken stop)
    {
        var name = RunnerPackage.NameOf(version, platform);
        try
        {
            Tell(name, PackageStep.Waiting, 0, null);
            using var held = await store.LockAsync(name, stop).ConfigureAwait(false);
            return store.Find(version, platform) is { } already
                ? PackageAnswer.Of(already)
                : await MakeAsync(download, version, platform, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return PackageAnswer.Of(DiskFaultRules.Of(e, store.Root));
        }
        finally
        {
            _underWay.TryRemove(name, out _);
        }
    }

    private async Task<PackageAnswer> MakeAsync(RunnerDownload download, RunnerVersion version, RunnerPlatform platform, CancellationToken stop)
    {
        var name = RunnerPackage.NameOf(version, platform);
        using var stage = store.Stage(name);
        var fault = await fetcher.FetchAsync(download, stage.Archive, (bytes, total) => Tell(name, PackageStep.Fetching, bytes, total), stop)
            .ConfigureAwait(false);
        if (fault is not null)
        {
            return PackageAnswer.Of(fault);
        }

        Tell(name, PackageStep.Unpacking, 0, null);
        return await PackageUnpacker.UnpackAsync(stage.Archive, stage.Tree, stop).ConfigureAwait(false) is { } refusal
            ? PackageAnswer.Of(new PackageFault(PackageFaultKind.BadArchive, $"{download.FileName} is not unpacked: {refusal}"))
            : PackageAnswer.Of(store.Publish(stage, version, platform, download.Sha256!));
    }

    private void Tell(string name, PackageStep step, long bytes, long? total) => _underWay[name] = new PackageProgress(name, step, bytes, total);
}
