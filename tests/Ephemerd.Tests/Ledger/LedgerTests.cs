using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Ephemerd.Tests.Ledger;

[CancelAfter(30_000)]
public sealed class LedgerTests
{
    [Test]
    public async Task An_intended_order_comes_back_whole_after_a_restart(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        var (order, lease) = bench.Next(granted: LedgerBench.Noon.AddTicks(1234567));
        await using (var book = await bench.OpenAsync(stop))
        {
            await book.IntendAsync(order, lease, stop);
        }

        await using var again = await bench.OpenAsync(stop);
        var open = await again.OpenOrdersAsync(stop);

        Assert.That(open, Is.EqualTo(new[] { new OpenOrder(order, lease) }));
    }

    [Test]
    public async Task An_end_is_remembered_whole_and_lets_the_lease_go(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(book, stop);

        Assert.That(await book.EndAsync(run, LedgerBench.End, stop), Is.True);

        Assert.That(await book.OpenOrdersAsync(stop), Is.Empty);
        var end = (await book.RecentAsync(new OrderFilter { JobId = 77 }, stop)).Single().End!;
        Assert.That(end with { Limits = [] }, Is.EqualTo(LedgerBench.End with { Limits = [] }));
        Assert.That(end.Limits, Is.EqualTo(LedgerBench.End.Limits));
        Assert.That(Ask<long>(bench.Path, "SELECT count(*) FROM leases WHERE released_at IS NULL"), Is.Zero);
    }

    [Test]
    public async Task A_second_end_changes_nothing(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(book, stop);

        var ends = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => book.EndAsync(run, LedgerBench.End with { Reason = $"caller {i}" }, stop), stop)));
        var winner = Array.IndexOf(ends, true);
        var late = await book.EndAsync(run, LedgerBench.End with { Outcome = Outcome.Lost }, stop);

        var record = (await book.RecentAsync(new OrderFilter(), stop)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(ends.Count(first => first), Is.EqualTo(1));
            Assert.That(late, Is.False);
            Assert.That(record.End!.Reason, Is.EqualTo($"caller {winner}"));
        });
    }

    [Test]
    public async Task The_end_of_an_order_it_never_knew_is_not_made_up(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);

        Assert.That(await book.EndAsync(bench.Next().Order.Name, LedgerBench.End, stop), Is.False);
        Assert.That(await book.RecentAsync(new OrderFilter(), stop), Is.Empty);
    }

    [Test]
    public async Task The_same_order_twice_is_the_callers_mistake_and_leaves_the_first_alone(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var (order, lease) = bench.Next();
        await book.IntendAsync(order, lease, stop);

        Assert.That(() => book.IntendAsync(order, lease, stop), Throws.InstanceOf<InvalidOperationException>());
        Assert.That(await book.OpenOrdersAsync(stop), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Many_callers_at_once_each_find_their_order(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var orders = Enumerable.Range(0, 200).Select(_ => bench.Next()).ToList();

        await Task.WhenAll(orders.Select((o, i) => Task.Run(
            async () =>
            {
                await book.IntendAsync(o.Order, o.Lease, stop);
                await book.NoteAsync(o.Order.Name, "phase", "Leased", stop);
                if (i % 2 == 0)
                {
                    await book.EndAsync(o.Order.Name, LedgerBench.End, stop);
                }
            },
            stop)));

        var open = await book.OpenOrdersAsync(stop);
        Assert.That(open.Select(o => o.Order.Name), Is.EquivalentTo(orders.Where((_, i) => i % 2 == 1).Select(o => o.Order.Name)));
        Assert.That(await book.EventsAsync(null, 0, 1000, stop), Has.Count.EqualTo(200));
    }

    [Test]
    public async Task Recent_orders_are_found_by_repository_name_and_beginning(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var (first, firstLease) = bench.Next("acme/app", LedgerBench.Noon);
        var (second, secondLease) = bench.Next("acme/site", LedgerBench.Noon.AddHours(1));
        await book.IntendAsync(first, firstLease, stop);
        await book.IntendAsync(second, secondLease, stop);

        async Task<IEnumerable<SandboxName>> Names(OrderFilter filter) => (await book.RecentAsync(filter, stop)).Select(r => r.Order.Name);
        Assert.That(await Names(new OrderFilter()), Is.EqualTo(new[] { second.Name, first.Name }), "newest first");
        Assert.That(await Names(new OrderFilter { Limit = 1 }), Is.EqualTo(new[] { second.Name }));
        Assert.That(await Names(new OrderFilter { Repo = RepoName.Parse("ACME/App") }), Is.EqualTo(new[] { first.Name }));
        Assert.That(await Names(new OrderFilter { Prefix = first.Name.Run.ToString()[..8] }), Is.EqualTo(new[] { first.Name }));
        Assert.That(await Names(new OrderFilter { Prefix = second.Name.ToString() }), Is.EqualTo(new[] { second.Name }));
        Assert.That(await Names(new OrderFilter { Ended = true }), Is.Empty);
    }

    [Test]
    public async Task Events_are_told_in_order_and_from_where_a_reader_stopped(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = bench.Next().Order.Name;
        await book.NoteAsync(run, "phase", "Leased", stop);
        await book.NoteAsync(bench.Next().Order.Name, "phase", "another's", stop);
        await book.NoteAsync(run, "phase", "Registered", stop);

        var all = await book.EventsAsync(run, 0, 10, stop);
        var rest = await book.EventsAsync(run, all[0].Id, 10, stop);

        Assert.That(all.Select(e => e.Detail), Is.EqualTo(new[] { "Leased", "Registered" }));
        Assert.That(rest, Is.EqualTo(new[] { all[1] }));
    }

    [Test]
    public async Task A_commit_is_quick(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        await bench.IntendAsync(book, stop);
        var took = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var from = TimeProvider.System.GetTimestamp();
            await bench.IntendAsync(book, stop);
            took.Add(TimeProvider.System.GetElapsedTime(from).TotalMilliseconds);
        }

        took.Sort();
        await TestContext.Out.WriteLineAsync($"order and lease, FULL: p50 {took[100]:0.00} ms, p95 {took[190]:0.00} ms, most {took[^1]:0.00} ms");
        Assert.That(took[100], Is.LessThan(50), "half of the commits, on a machine that does other things too");
    }

    internal static T Ask<T>(string path, string sql)
    {
        using var db = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var ask = db.CreateCommand();
        ask.CommandText = sql;
        return (T)ask.ExecuteScalar()!;
    }
}
