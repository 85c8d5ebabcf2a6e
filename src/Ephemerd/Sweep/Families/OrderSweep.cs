using Ephemerd.Ledger;

namespace Ephemerd.Sweep.Families;

/// <summary>Orders without an end that no line holds: a line that was left in a way nobody foresaw. At a start adoption has settled them before.</summary>
internal sealed class OrderSweep(SweepBooks books, Sightings sightings) : FamilySweep(Family.Order)
{
    /// <summary>A run can begin and end between the two looks at the lines; no name comes twice, so one that is open sweep after sweep did not.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public override Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop) =>
        Task.FromResult<FamilyLook?>(new([.. world.Orders.Values.Select(order => Judge(order, world))]));

    private Finding Judge(OpenOrder order, World world)
    {
        var name = order.Order.Name;
        var wanted = world.WantedOf(name);
        var settled = wanted == Wanted.Ordered && books.Settle is not null && sightings.Note(Family.Order, name.ToString(), "open").Settled(Bound);
        var verdict = books.Settle is null
            ? new SweepVerdict(SweepAction.Wait, "its order has no end; the next start of the daemon settles it")
            : SweepRules.Order(wanted, settled);
        return new Finding(Family.Order, name.ToString(), verdict, () => SettleAsync(order));
    }

    private async Task<ActEnd> SettleAsync(OpenOrder order)
    {
        var problem = await books.Settle!(order, CancellationToken.None).ConfigureAwait(false);
        return problem is null ? ActEnd.Done : ActEnd.Left(problem.What);
    }
}
