using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Sweep.Families;

/// <summary>Runners registered under a name of ours that nothing stands behind.</summary>
internal sealed class RegistrationSweep(RegistrationLooks looks, SweepOptions options, Sightings sightings) : FamilySweep(Family.Registration)
{
    /// <summary>GitHub's listings lag by up to 10 s.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);

    public override async Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop)
    {
        if (scope == SweepScope.Start)
        {
            return null;
        }

        var faults = await looks.LookAsync(scope == SweepScope.Thorough, stop).ConfigureAwait(false);
        var found = looks.Now.SelectMany(look => look.Runners.Select(runner => Judge(look, runner, world)).OfType<Finding>()).ToList();
        var condemned = found.Count(f => f.IsActed);
        if (SweepRules.IsMass(condemned, found.Count))
        {
            found = [.. await Task.WhenAll(found.Select(f => f.IsActed ? ProveAsync(f, stop) : Task.FromResult(f))).ConfigureAwait(false)];
        }

        return new FamilyLook(found, [.. faults.Select(f => new SweepGap(Words.Of(Family.Registration), $"{f.Repo}: {f.Fault.Message}"))]);
    }

    private Finding? Judge(RegistrationLook look, RegisteredRunner runner, World world)
    {
        if (!SandboxName.TryParse(runner.Name, out var name) || name.Install != options.Install || name.Host != options.Host)
        {
            return null;
        }

        var (wanted, life, seen) = (world.WantedOf(name), world.LifeOf(name), RegistrationLooks.Of(runner));
        var sighting = sightings.Note(Family.Registration, runner.Name, $"{wanted}, {life}, {seen}");
        var verdict = SweepRules.Registration(wanted, life, seen, options.Alone || sighting.Settled(Bound));
        if (wanted is Wanted.Nothing)
        {
            // Also where it is left for now, because its environment could not be seen or GitHub calls it busy: no end of a run will ask for it again.
            looks.Suspect(look.Repo);
        }

        return new RegistrationFinding(runner.Name, verdict, look, runner, () => DeleteAsync(look, runner.Id));
    }

    /// <summary>The second proof of a mass verdict: each one asked for by itself, since the listing that condemns them all may be what is wrong.</summary>
    private static async Task<Finding> ProveAsync(Finding finding, CancellationToken stop)
    {
        var one = (RegistrationFinding)finding;
        var answer = await one.Look.GitHub.GetRunnerAsync(one.Look.Repo, one.Runner.Id, stop).ConfigureAwait(false);
        var same = answer.TryGet(out var runner, out _) && RegistrationLooks.Of(runner) == RegistrationLooks.Of(one.Runner);
        return same ? finding : finding with { Verdict = SweepRules.Withheld(finding.Verdict) };
    }

    /// <summary>GitHub refuses while the runner is busy: the last word on that is its own.</summary>
    private static async Task<ActEnd> DeleteAsync(RegistrationLook look, long id)
    {
        var fault = (await look.GitHub.DeleteRunnerAsync(look.Repo, id, CancellationToken.None).ConfigureAwait(false)).Fault;
        return fault is null ? ActEnd.Done : fault.Kind switch
        {
            GitHubFaultKind.Conflict or GitHubFaultKind.Transient or GitHubFaultKind.RateLimited => ActEnd.Left(fault.Message),
            GitHubFaultKind.Unauthorized or GitHubFaultKind.Forbidden or GitHubFaultKind.NotFound or GitHubFaultKind.Refused => ActEnd.Failed(fault.Message),
        };
    }

    private sealed record RegistrationFinding(string Name, SweepVerdict Verdict, RegistrationLook Look, RegisteredRunner Runner, Func<Task<ActEnd>> Act)
        : Finding(Family.Registration, Name, Verdict, Act);
}
