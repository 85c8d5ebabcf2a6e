using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Tests.Admission;
using Ephemerd.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>What a starting daemon makes of orders that no line of its own will end.</summary>
[CancelAfter(60_000)]
internal sealed class AdoptionTests : RunLineTests
{
    private RunnerOrder _order = null!;
    private Adoption _adoption = null!;

    protected override TimeProvider Time => TimeProvider.System;

    [SetUp]
    public async Task Intend()
    {
        _adoption = new Adoption(Doors, Books, Leases, Runs, NullLogger<Adoption>.Instance);
        _order = NewOrder();
        Assert.That(Leases.TryTake(_order, Worlds.Policy(4), out var hold, out _), Is.True);
        await Books.Register.IntendAsync(_order, hold!.Lease, default);
    }

    [Test]
    public async Task A_run_of_which_nothing_is_left_ends_before_every_window(CancellationToken stop)
    {
        await SettleAsync(stop);
        var seen = Board.Find(_order.Name);
        Assert.That((seen?.Phase, seen?.Outcome, seen?.Adopted), Is.EqualTo((Phase.Finished, Outcome.Lost, true)));
    }

    [Test]
    public async Task An_end_that_its_daemon_sealed_and_came_to_tell_nobody_is_told(CancellationToken stop)
    {
        Seal(told: false);
        await SettleAsync(stop);
        var seen = Board.Find(_order.Name);
        Assert.That((seen?.Phase, seen?.Outcome, seen?.ExitCode), Is.EqualTo((Phase.Finished, Outcome.Failed, 3)));
        Assert.That(await Ledger.OpenOrdersAsync(stop), Is.Empty);
    }

    [Test]
    public async Task One_that_was_told_and_only_not_written_is_not_told_again(CancellationToken stop)
    {
        Seal(told: true);
        await SettleAsync(stop);
        Assert.That(Board.Find(_order.Name), Is.Null);
        Assert.That(await Ledger.OpenOrdersAsync(stop), Is.Empty);
    }

    [Test]
    public async Task An_end_that_theLedger_cannot_take_is_sealed_as_told()
    {
        using (LockHolder.Hold(Path.Combine(Place, "ephemerd.db")))
        {
            await Books.Register.CloseAsync(_order, new RunEnd(Outcome.Succeeded, "as GitHub says", Time.GetUtcNow()));
        }

        Assert.That(Books.Register.Owed, Is.EqualTo(1));
        Assert.That(Books.Register.Archive.Of(_order.Name).ReadEnd().Value?.Told, Is.True);
    }

    private async Task SettleAsync(CancellationToken stop)
    {
        await _adoption.SettleAsync(stop);
        await Runs.DrainAsync(stop);
    }

    private void Seal(bool told) =>
        Books.Register.Archive.Of(_order.Name).WriteEnd(new RunEnd(Outcome.Failed, "as GitHub says", Time.GetUtcNow()) { ExitCode = 3, Told = told });
}
