using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Remains;

namespace Ephemerd.Sweep.Families;

/// <summary>
/// Environments that no line holds: the dead are removed, the living counted, watched, and ended only when they are proven idle. What a run left that
/// would not end is counted also while the run is still on its line.
/// </summary>
internal sealed class SandboxSweep(SweepBooks books, RegistrationLooks looks, SweepOptions options, Sightings sightings) : FamilySweep(Family.Sandbox)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(50);

    public override async Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop)
    {
        var found = new List<Seen>();
        foreach (var (host, seen) in world.Sandboxes.Where(s => !world.OnLine.Contains(s.Seen.Name)))
        {
            found.Add(await JudgeAsync(host, seen, world, stop).ConfigureAwait(false));
        }

        var living = found.Where(f => f.Sandbox.Life != Life.Dead).Select(f => f.Stray);
        books.Count(world.Strays, [.. living.UnionBy(world.Strays.Where(s => MayLive(s, world)), s => s.Run)]);
        var mass = SweepRules.IsMass(found.Count(f => f.IsActed), world.Sandboxes.Count);
        return new FamilyLook([.. found.Select(f => mass && f is { IsActed: true, Proven: false } ? f with { Verdict = SweepRules.Withheld(f.Verdict) } : f)]);
    }

    /// <summary>Of a backend that could not be listed now, what was counted before goes on counting.</summary>
    private static bool MayLive(Stray counted, World world) => world.Unlisted.ContainsKey(counted.Backend)
        ||  world.Sandboxes.Any(s => s.Seen.Name == counted.Run && s.Seen.Life != Life.Dead);

    private async Task<Seen> JudgeAsync(ISandboxHost host, SeenSandbox seen, World world, CancellationToken stop)
    {
        var wanted = world.WantedOf(seen.Name);
        var life = World.Seen(seen.Life);
        var work = wanted == Wanted.Nothing && seen.Life != Life.Dead ? await WorkAsync(host, seen.Name, stop).ConfigureAwait(false) : SeenWork.Idle;
        var sighting = sightings.Note(Family.Sandbox, seen.Name.ToString(), $"{wanted}, {life}, {work}");
        var (registration, where, runner) = wanted == Wanted.Nothing && seen.Life != Life.Dead
            ? looks.Find(seen.Name, sighting.Since)
            : (SeenRegistration.NotLooked, null, null);
        var verdict = SweepRules.Sandbox(new SandboxFacts(wanted, life, work, registration, options.Alone || sighting.Settled(Bound), sighting.For)
        {
            LongestJob = options.LongestJob(),
        });
        var repo = where?.Repo ?? (world.Orders.TryGetValue(seen.Name, out var order) ? order.Order.Class.Repo : null)
            ?? world.Strays.FirstOrDefault(s => s.Run == seen.Name)?.Repo;
        return new Seen(
            seen, new Stray(seen.Name, host.Name, repo), seen.Proof != DeathProof.None || sighting.Times > 1, verdict,
            () => ActAsync(verdict.Action, host, seen.Name, where is null || runner is null ? null : (where, runner.Id)));
    }

    private static async Task<SeenWork> WorkAsync(ISandboxHost host, SandboxName name, CancellationToken stop) =>
        await host.AdoptAsync(name, stop).ConfigureAwait(false) is not { } sandbox ? SeenWork.Unknown
        : await sandbox.IsBusyAsync(stop).ConfigureAwait(false) switch
        {
            Busy.Yes => SeenWork.Working,
            Busy.No => SeenWork.Idle,
            Busy.Unknown => SeenWork.Unknown,
        };

    private static async Task<ActEnd> ActAsync(SweepAction action, ISandboxHost host, SandboxName name, (RegistrationLook Look, long Id)? registered)
    {
        if (action == SweepAction.Retire && registered is var (look, id))
        {
            var fault = (await look.GitHub.DeleteRunnerAsync(look.Repo, id, CancellationToken.None).ConfigureAwait(false)).Fault;
            if (fault is not null)
            {
                // Busy in the last moment, or GitHub not to be asked: it lives on either way.
                return ActEnd.Left(fault.Message);
            }
        }

        if (await host.AdoptAsync(name, CancellationToken.None).ConfigureAwait(false) is not { } sandbox)
        {
            return ActEnd.Done;
        }

        if (action != SweepAction.Remove)
        {
            await sandbox.StopAsync(StopLadder.Orderly, CancellationToken.None).ConfigureAwait(false);
        }

        await sandbox.DisposeAsync().ConfigureAwait(false);
        return await host.AdoptAsync(name, CancellationToken.None).ConfigureAwait(false) is null
            ? ActEnd.Done
            : ActEnd.Failed("something of it will not go; the daemon's log names it");
    }

    /// <param name="Proven">There is more than one look's word for it.</param>
    private sealed record Seen(SeenSandbox Sandbox, Stray Stray, bool Proven, SweepVerdict Verdict, Func<Task<ActEnd>> Act)
        : Finding(Family.Sandbox, Sandbox.Name.ToString(), Verdict, Act);
}
