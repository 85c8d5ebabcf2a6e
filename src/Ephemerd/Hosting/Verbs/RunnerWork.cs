using System.Runtime.InteropServices;
using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Serving;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Verbs;

/// <summary>The work of <c>ephemerd runner</c>: on the data directory itself, with or without a daemon beside it.</summary>
internal sealed class RunnerWork(HostEnvironment host, TimeProvider clock)
{
    public RunnerOffers Offers => new() { ListAsync = ListAsync, PullAsync = PullAsync, CollectAsync = CollectAsync };

    public static string StoreOf(Places places) => Path.Combine(places.DataDirectory, "runners");

    private async Task<IReadOnlyList<RunnerPackageRow>> ListAsync(Places places, CancellationToken stop)
    {
        var packages = new RunnerPackages(StoreOf(places), new RunnerHealth(), clock);
        await using (packages.ConfigureAwait(false))
        {
            var used = await UsedAsync(places, stop).ConfigureAwait(false);
            return [.. packages.List().Select(p => Row(p, used))];
        }
    }

    private async Task<RunnerPackageRow> PullAsync(Places places, string? version, CancellationToken stop)
    {
        var settings = Read(places);
        RunnerVersion? pinned = (version ?? settings.Runners.Version) is not { } text ? null
            : RunnerVersion.TryParse(text, out var parsed) ? parsed
            : throw new VerbFault(ExitCode.Wrong, $"'{text}' is no runner version such as 2.336.0");
        using var doors = GitHubDoors.Open(settings.GitHubs, host, clock, new Random(0));
        var unlisted = doors.Repositories.Any() ? null : await FirstListing.TakeAsync(doors, stop).ConfigureAwait(false);
        var repo = doors.Repositories.FirstOrDefault()
            ?? throw new VerbFault(ExitCode.Failed, unlisted?.Message ?? "the targets stand for no repository, and only a repository can be asked for runners");
        if (!Directory.Exists(places.DataDirectory))
        {
            DataDirectory.Make(places.DataDirectory);
        }

        var packages = new RunnerPackages(StoreOf(places), new RunnerHealth(), clock);
        await using (packages.ConfigureAwait(false))
        {
            var wish = new RunnerWish(RunnerPlatform.Of(host.Os, RuntimeInformation.OSArchitecture), pinned);
            var answer = await packages.ObtainAsync(doors.For(repo)!, repo, wish, stop).ConfigureAwait(false);
            return answer.TryGet(out var package, out var fault)
                ? Row(package, new HashSet<string>(StringComparer.Ordinal))
                : throw new VerbFault(ExitCode.Failed, fault.Message);
        }
    }

    private async Task<IReadOnlyList<RunnerPackageRow>> CollectAsync(Places places, bool dryRun, CancellationToken stop)
    {
        var packages = new RunnerPackages(StoreOf(places), new RunnerHealth(), clock);
        await using (packages.ConfigureAwait(false))
        {
            var used = await UsedAsync(places, stop).ConfigureAwait(false)
                ?? throw new VerbFault(ExitCode.Unsafe, "no daemon answers and its runs may live on, so which releases are in use is not known; start the daemon first");
            var pinned = Read(places).Runners.Version is { } version && RunnerVersion.TryParse(version, out var parsed) ? [parsed] : new HashSet<RunnerVersion>();
            var inUse = packages.List().Where(p => used.Contains(p.Version.ToString())).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            var removable = RetiringRules.Removable(packages.List(), inUse, pinned).Select(p => Row(p, used)).ToList();
            if (dryRun)
            {
                return removable;
            }

            var gone = packages.Collect(inUse, pinned).Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
            return [.. removable.Where(r => gone.Contains(r.Path))];
        }
    }

    /// <summary>Versions that living runs are bound to, by the daemon's word. Runs outlive a daemon that is down: null when nobody can say.</summary>
    private static async Task<IReadOnlySet<string>?> UsedAsync(Places places, CancellationToken stop)
    {
        using var daemon = new ControlClient(places.ControlSocket);
        try
        {
            var jobs = await daemon.JobsAsync(stop).ConfigureAwait(false);
            return jobs.Runs.Where(r => r.EndedAt is null).Select(r => r.RunnerVersion).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }
        catch (ControlFault fault) when (fault.Kind == ControlFaultKind.NotReachable)
        {
            var slots = Path.Combine(places.DataDirectory, "slots");
            var mayLive = Directory.Exists(slots) && Directory.EnumerateDirectories(slots).Any(d => SandboxName.TryParse(Path.GetFileName(d), out _));
            return mayLive ? null : new HashSet<string>(StringComparer.Ordinal);
        }
    }

    private static Settings Read(Places places)
    {
        var reading = SettingsReader.ReadFile(places.ConfigFile);
        return reading.Settings
            ?? throw new VerbFault(ExitCode.Wrong, $"{places.ConfigFile} has {reading.Problems.Count} problems; `ephemerd config check` lists them");
    }

    private static RunnerPackageRow Row(RunnerPackage package, IReadOnlySet<string>? used) => new(
        package.Version.ToString(),
        package.Platform.Os,
        package.Platform.Architecture,
        package.Path,
        new DirectoryInfo(package.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length),
        used?.Contains(package.Version.ToString()));
}
