using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Ephemerd.Tests.Ledger;

/// <summary>The file goes bad while the daemon lives.</summary>
[CancelAfter(60_000)]
internal sealed class LedgerDamageTests
{
    private const int Orders = 60;
    private const int Rounds = 20;

    [Test]
    public async Task Bytes_overwritten_in_the_middle_of_life_cost_history_and_no_open_order(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        var open = new List<(RunnerOrder Order, Lease Lease)>();
        for (var i = 0; i < Orders; i++)
        {
            var (order, lease) = bench.Next();
            await ledger.IntendAsync(order, lease, stop);
            if (i % 3 == 0)
            {
                await ledger.EndAsync(order.Name, LedgerBench.End, stop);
                continue;
            }

            open.Add((order, lease));
        }

        await ledger.SightAsync(open[0].Order.Name, new JobSighting(8, 9), stop);
        await OverwriteAsync(bench.Path, stop);
        await ledger.CheckAsync(stop);

        var found = await ledger.OpenOrdersAsync(stop);
        Assert.Multiple(async () =>
        {
            Assert.That(ledger.SetAside, Has.Count.EqualTo(1));
            Assert.That(File.Exists(ledger.SetAside[0]), "what was there is kept");
            Assert.That(found.Select(o => o.Order), Is.EquivalentTo(open.Select(o => o.Order)));
            Assert.That(found.Single(o => o.Order.Name == open[0].Order.Name).Job, Is.EqualTo(new JobSighting(8, 9)));
            Assert.That(ledger.Trouble, Is.Null, "it goes on");
            Assert.That(await ledger.EndAsync(open[0].Order.Name, LedgerBench.End, stop), Is.True);
            Assert.That(await ledger.EndAsync(open[0].Order.Name, LedgerBench.End, stop), Is.False, "and still once");
        });
    }

    [Test]
    public async Task Many_callers_that_meet_the_same_damage_replace_the_file_once(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        for (var i = 0; i < Orders; i++)
        {
            await bench.IntendAsync(ledger, stop);
        }

        await OverwriteAsync(bench.Path, stop);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.CheckAsync(stop)));

        Assert.That(ledger.SetAside, Has.Count.EqualTo(1));
        Assert.That(await ledger.OpenOrdersAsync(stop), Has.Count.EqualTo(Orders));
    }

    [Test]
    public async Task Whoever_reads_while_the_file_is_replaced_reads_the_old_one_or_the_new_one_and_no_mixture(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        for (var i = 0; i < Orders; i++)
        {
            await bench.IntendAsync(ledger, stop);
        }

        for (var round = 1; round <= Rounds; round++)
        {
            await OverwriteAsync(bench.Path, stop);
            var read = Enumerable.Range(0, 24).Select(i => i % 3 == 0 ? ledger.CheckAsync(stop) : AllOpenAsync()).ToList();
            await bench.IntendAsync(ledger, stop);
            await Task.WhenAll(read);
            Assert.That(await ledger.OpenOrdersAsync(stop), Has.Count.EqualTo(Orders + round));
            Assert.That(ledger.SetAside, Has.Count.EqualTo(round));
        }

        async Task AllOpenAsync() => Assert.That(await ledger.OpenOrdersAsync(stop), Has.Count.GreaterThanOrEqualTo(Orders));
    }

    [Test]
    public async Task An_intent_written_over_damage_that_nobody_has_met_yet_is_not_lost(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        var first = await bench.IntendAsync(ledger, stop);
        await OverwriteAsync(bench.Path, stop);

        var second = await bench.IntendAsync(ledger, stop);
        await ledger.CheckAsync(stop);

        Assert.That(ledger.SetAside, Has.Count.EqualTo(1));
        Assert.That((await ledger.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EquivalentTo(new[] { first, second }));
    }

    [Test]
    public async Task An_intent_and_an_end_beside_a_writer_that_meets_damage_are_both_in_the_new_file(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        var open = new List<SandboxName>();
        for (var i = 0; i < 60; i++)
        {
            var ended = await bench.IntendAsync(ledger, stop);
            var (order, lease) = bench.Next();
            var met = ledger.SetAside.Count;
            using var together = new Barrier(2);
            await Task.WhenAll(
                Task.Run(() =>
                {
                    together.SignalAndWait(stop);
                    return i % 2 == 0 ? ledger.IntendAsync(order, lease, stop) : ledger.EndAsync(ended, LedgerBench.End, stop);
                }, stop),
                Task.Run(() =>
                {
                    together.SignalAndWait(stop);
                    return ledger.NoteAsync(ended, new DamagingNotes(), stop);
                }, stop));
            open.AddRange(i % 2 == 0 ? [ended, order.Name] : []);
            Assert.That(ledger.SetAside, Has.Count.EqualTo(met + 1));
            Assert.That((await ledger.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EquivalentTo(open), $"after {i} rounds");
            foreach (var aside in Directory.GetFiles(bench.Folder, "*.damaged-*"))
            {
                File.Delete(aside);
            }
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_database_that_is_removed_in_the_middle_of_life_is_begun_anew_with_every_open_order(bool readsFirst, CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        var (kept, ended) = (await bench.IntendAsync(ledger, stop), await bench.IntendAsync(ledger, stop));
        foreach (var file in Directory.GetFiles(bench.Folder, "ephemerd.db*"))
        {
            File.Delete(file);
        }

        if (readsFirst)
        {
            Assert.That((await ledger.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EquivalentTo(new[] { kept, ended }));
        }

        Assert.That(await ledger.EndAsync(ended, LedgerBench.End, stop), Is.True, "its end is written where it will be found");
        Assert.That((await ledger.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EqualTo(new[] { kept }));
        Assert.That((ledger.Trouble, ledger.IsNew), Is.EqualTo(((LedgerFault?)null, true)));
        await using var again = await bench.OpenAsync(stop);
        Assert.That((await again.OpenOrdersAsync(stop)).Select(o => o.Order.Name), Is.EqualTo(new[] { kept }));
    }

    [Test]
    public async Task Old_history_goes_and_what_is_open_or_new_stays(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var ledger = await bench.OpenAsync(stop);
        var names = new List<SandboxName>();
        for (var i = 0; i < 450; i++)
        {
            names.Add(await bench.IntendAsync(ledger, stop));
            await ledger.NoteAsync(names[i], "started", "namespaces", stop);
        }

        var now = LedgerBench.Noon;
        for (var i = 1; i < names.Count; i++)
        {
            await ledger.EndAsync(names[i], LedgerBench.End with { EndedAt = i == 1 ? now : now.AddDays(-40) }, stop);
        }

        Assert.That(await ledger.PruneAsync(now.AddDays(-30), stop), Is.EqualTo(448));
        Assert.That(await ledger.NamesAsync(stop), Is.EquivalentTo(new[] { names[0], names[1] }));
        Assert.That((await ledger.EventsAsync(null, 0, 1000, stop)).Select(e => e.Run), Is.EqualTo(new[] { names[0], names[1] }));
        Assert.That((await ledger.OpenOrdersAsync(stop)).Single().Order.Name, Is.EqualTo(names[0]));
    }

    [Test]
    public async Task The_job_a_runner_was_seen_with_is_remembered_and_the_first_sighting_stands(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        SandboxName run;
        await using (var ledger = await bench.OpenAsync(stop))
        {
            run = await bench.IntendAsync(ledger, stop);
            await ledger.SightAsync(run, new JobSighting(1, 2), stop);
            await ledger.SightAsync(run, new JobSighting(3, 4), stop);
            await ledger.SightAsync(bench.Next().Order.Name, new JobSighting(5, 6), stop);
        }

        await using var again = await bench.OpenAsync(stop);
        Assert.That((await again.OpenOrdersAsync(stop)).Single().Job, Is.EqualTo(new JobSighting(1, 2)));
    }

    /// <summary>Notes at which SQLite finds the file damaged, once.</summary>
    private sealed class DamagingNotes : IReadOnlyList<LedgerNote>
    {
        private int _times;

        public int Count => 0;

        public LedgerNote this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<LedgerNote> GetEnumerator() =>
            _times++ == 0 ? throw new SqliteException("database disk image is malformed", 11) : Enumerable.Empty<LedgerNote>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Over everything but the first page, in the database and in what is not folded into it yet.</summary>
    private static async Task OverwriteAsync(string path, CancellationToken stop)
    {
        var noise = new byte[8192];
        new Random(5).NextBytes(noise);
        foreach (var file in new[] { path, path + "-wal" })
        {
            await using var target = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            for (target.Position = 4096; target.Position < target.Length;)
            {
                await target.WriteAsync(noise.AsMemory(0, (int)Math.Min(noise.Length, target.Length - target.Position)), stop);
            }
        }
    }
}
