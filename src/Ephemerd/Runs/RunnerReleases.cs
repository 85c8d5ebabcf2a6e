using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>Which runner release a run is made from, and what its end says of that release. Thread-safe.</summary>
/// <param name="pinned">Null for the newest that GitHub offers.</param>
internal sealed class RunnerReleases(RunnerPackages packages, RunnerHealth health, RunnerVersion? pinned)
{
    /// <summary>Why dispatch is stopped; empty when it is not.</summary>
    public IReadOnlyList<RunnerAlarm> Alarms => health.Alarms;

    /// <summary>Null for a backend that brings its own runner.</summary>
    /// <exception cref="ReleaseFault">There is none to be had.</exception>
    public async Task<RunnerPackage?> ObtainAsync(IGitHub github, RepoName repo, Capabilities backend, CancellationToken stop)
    {
        if (!backend.NeedsRunnerPackage)
        {
            return null;
        }

        if (!RunnerPlatform.TryParse($"{Os(backend.Os)}-{backend.Architecture}", out var platform))
        {
            throw new ReleaseFault(new PackageFault(PackageFaultKind.NotOffered, $"GitHub makes no runner for {backend.Os} on {backend.Architecture}"));
        }

        var answer = await packages.ObtainAsync(github, repo, new RunnerWish(platform, pinned), stop).ConfigureAwait(false);
        return answer.TryGet(out var package, out var fault) ? package : throw new ReleaseFault(fault);
    }

    /// <summary>Looks for the release that ends an alarm; does nothing while there is none.</summary>
    public Task RecheckAsync(CancellationToken stop) => packages.RecheckAsync(stop);

    /// <summary>What was held against a release is forgotten, and what GitHub offers is asked for anew.</summary>
    public void Forget() => health.Forget();

    /// <summary>Takes in how a runner of <paramref name="version"/> ended.</summary>
    public void Ended(RunnerVersion version, SandboxEnd end, bool jobsStillQueued, TimeSpan lived) =>
        health.Ended(version, RunnerVersionRules.Judge(end.SaidTooOld, end.SawJob, jobsStillQueued, lived));

    private static string Os(JobOs os) => os switch
    {
        JobOs.Linux => "linux",
        JobOs.Windows => "win",
        JobOs.MacOs => "osx",
    };
}

/// <summary>No runner release could be had.</summary>
internal sealed class ReleaseFault(PackageFault fault) : Exception(fault.Message)
{
    public bool TooOld => fault.Kind == PackageFaultKind.TooOld;
}
