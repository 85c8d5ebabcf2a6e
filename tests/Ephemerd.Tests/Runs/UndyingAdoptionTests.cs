using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Tests.Admission;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>The limits at a start, where an earlier daemon died while it removed a run that will not end.</summary>
internal sealed class UndyingAdoptionTests : RunLineTests
{
    protected override TimeProvider Time => TimeProvider.System;

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_an_earlier_daemon_could_not_end_has_its_place_from_the_start(bool mayLive, CancellationToken stop)
    {
        var order = NewOrder();
        var health = new RunnerHealth();
        await using var packages = new RunnerPackages(Path.Combine(Place, "no-runners"), health, Time);
        var host = new OneSandboxHost(new UndyingSandbox(order.Name, mayLive, end: null));
        var doors = new RunDoors(_ => GitHub, new RunnerReleases(packages, health, null), new Dictionary<string, ISandboxHost> { [host.Name] = host }, _ => { }, (_, _) => { });
        var register = new RunRegister(Ledger, new RunArchive(Place), new RecordSource(Guid.NewGuid(), _ => null, _ => null), Time, NullLogger<RunRegister>.Instance);
        var earlier = Guid.NewGuid();
        await register.IntendAsync(order, new Lease(order.Name, order.Class.Repo, order.Class.Backend, earlier, Time.GetUtcNow(), "of an earlier daemon"), stop);
        register.Progress(order.Name, new RunProgress(Time.GetUtcNow()) { Left = SandboxEnds.Orderly with { SawJob = false }, Stopped = StopCause.Killed });

        var adoption = new Adoption(doors, new RunBooks(register, Board, Demand, Retries), Leases, Runs, NullLogger<Adoption>.Instance);
        Assert.That(await adoption.SettleAsync(stop), Is.Empty);
        Assert.That(Leases.TryTake(NewOrder(), Worlds.Policy(1), out _, out _), Is.EqualTo(!mayLive));
        Assert.That(Leases.Strays.Select(s => s.Run), Is.EqualTo(mayLive ? new[] { order.Name } : []));
        Runs.RequestStop(order.Name, StopCause.Killed, StopLadder.AtOnce);
        await Runs.DrainAsync(stop);
    }
}
