using Ephemerd.Hosting.Serving;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Ledger;

/// <summary>Lists out of the ledger: its SQL and the board's own rule must say the same of every run.</summary>
[CancelAfter(60_000)]
public sealed class LedgerListTests
{
    private static readonly string[] Repos = ["acme/app", "ACME/site", "octo/demo"];
    private static readonly string[][] LabelSets = [["self-hosted", "linux"], ["self-hosted", "linux", "GPU"], ["self-hosted", "big"]];
    private static readonly string[] Backends = ["bubblewrap", "qemu"];

    [Test]
    public async Task Whatever_is_asked_the_ledger_and_the_boards_rule_agree(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var chance = new Random(20);
        var past = new List<RunSnapshot>();
        for (var i = 0; i < 120; i++)
        {
            past.Add(await PutAsync(bench, book, chance, stop));
        }

        var lists = new PastRuns(book, bench.Folder).Lists;
        var (some, none) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var filter = Filter(chance);
            var wanted = past.Where(filter.Fits).Where(r => r.EndedAt is not null).OrderByDescending(r => r.EndedAt).ToList();
            var told = await lists.Ended(filter, stop);
            Assert.That(told.Shown.Select(r => r.Order.Name), Is.EqualTo(wanted.Take(filter.Limit).Select(r => r.Order.Name)), $"{filter}");
            Assert.That(told.All, Is.EqualTo(wanted.Count), $"{filter}");
            (some, none) = (some + (wanted.Count > 0 ? 1 : 0), none + (wanted.Count == 0 ? 1 : 0));
        }

        Assert.That((some, none), Is.EqualTo((Math.Clamp(some, 100, 290), Math.Clamp(none, 10, 200))), "both kinds of answer were tried");
    }

    [Test]
    public async Task Events_are_narrowed_by_run_repository_kind_and_time_and_counted(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        var clock = new HandClock();
        await using var book = await OrderLedger.OpenAsync(bench.Path, clock, stop);
        var noon = clock.GetUtcNow();
        var runs = new List<SandboxName>();
        foreach (var repo in Repos)
        {
            var (order, lease) = bench.Next(repo);
            await book.IntendAsync(order, lease, stop, new LedgerNote(EventKinds.Leased, repo));
            clock.Advance(TimeSpan.FromMinutes(1));
            await book.NoteAsync(order.Name, EventKinds.Started, repo, stop);
            clock.Advance(TimeSpan.FromMinutes(1));
            runs.Add(order.Name);
        }

        async Task<string> Told(EventQuery query)
        {
            var (shown, all) = await book.EventsAsync(query, stop);
            return $"{string.Join(' ', shown.Select(e => e.Id))} of {all}";
        }

        Assert.Multiple(async () =>
        {
            Assert.That(await Told(new EventQuery()), Is.EqualTo("1 2 3 4 5 6 of 6"));
            Assert.That(await Told(new EventQuery { Limit = 2 }), Is.EqualTo("5 6 of 6"), "without a number the newest");
            Assert.That(await Told(new EventQuery { Limit = 2, After = 1 }), Is.EqualTo("2 3 of 5"), "after a number the next");
            Assert.That(await Told(new EventQuery { Run = runs[1] }), Is.EqualTo("3 4 of 2"));
            Assert.That(await Told(new EventQuery { Repo = RepoName.Parse("acme/SITE") }), Is.EqualTo("3 4 of 2"));
            Assert.That(await Told(new EventQuery { Kinds = [EventKinds.Started] }), Is.EqualTo("2 4 6 of 3"));
            Assert.That(await Told(new EventQuery { Kinds = [EventKinds.Started, EventKinds.Leased], Repo = RepoName.Parse("octo/demo") }), Is.EqualTo("5 6 of 2"));
            Assert.That(await Told(new EventQuery { Since = noon.AddMinutes(3), Until = noon.AddMinutes(4) }), Is.EqualTo("4 5 of 2"));
            Assert.That(await Told(new EventQuery { Kinds = [EventKinds.Finished] }), Is.EqualTo(" of 0"));
        });
    }

    [Test]
    public async Task A_run_of_digits_alone_is_found_by_its_id_where_no_job_has_that_number(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(book, stop);
        var digits = string.Concat(run.Run.ToString().TakeWhile(char.IsAsciiDigit));
        Assert.That(digits, Is.Not.Empty, "this test's run id begins with one");
        var past = new PastRuns(book, bench.Folder);

        Assert.That((await past.KnownAsync(digits, stop)).Select(r => r.Name), Is.EqualTo(new[] { run }));
        await book.EndAsync(run, LedgerBench.End, stop);
        Assert.That((await past.KnownAsync("77", stop)).Single().JobId, Is.EqualTo(77));
    }

    [Test]
    public async Task A_past_runs_log_is_where_it_was_written_for_as_long_as_it_is_kept(CancellationToken stop)
    {
        using var bench = new LedgerBench();
        await using var book = await bench.OpenAsync(stop);
        var run = await bench.IntendAsync(book, stop);
        await book.EndAsync(run, LedgerBench.End, stop);
        var past = new PastRuns(book, bench.Folder);
        Assert.That((await past.KnownAsync(run.ToString(), stop)).Single().LogPath, Is.Null);

        var log = Path.Combine(Directory.CreateDirectory(Path.Combine(bench.Folder, "runs", run.ToString())).FullName, "runner.log");
        await File.WriteAllTextAsync(log, "said", stop);

        Assert.That((await past.KnownAsync(run.ToString(), stop)).Single().LogPath, Is.EqualTo(log));
    }

    private static async Task<RunSnapshot> PutAsync(LedgerBench bench, OrderLedger book, Random chance, CancellationToken stop)
    {
        var granted = LedgerBench.Noon.AddSeconds(chance.Next(3600));
        var (order, lease) = bench.Next(Pick(Repos, chance), granted);
        order = order with { Class = order.Class with { Labels = new LabelSet(Pick(LabelSets, chance)), Backend = Pick(Backends, chance) } };
        await book.IntendAsync(order, lease, stop);
        var run = new RunSnapshot(order, Phase.Leased, 1);
        if (chance.Next(5) == 0)
        {
            return run;
        }

        // No two at the same tick, so that there is one order.
        var end = LedgerBench.End with { Outcome = Pick(Enum.GetValues<Outcome>(), chance), EndedAt = granted.AddTicks(chance.NextInt64(TimeSpan.TicksPerHour)) };
        await book.EndAsync(order.Name, end, stop);
        return run with { Phase = Phase.Finished, Outcome = end.Outcome, EndedAt = end.EndedAt };
    }

    private static RunFilter Filter(Random chance) => new()
    {
        Repo = chance.Next(3) == 0 ? RepoName.Parse(Pick(Repos, chance).ToUpperInvariant()) : null,
        Outcomes = chance.Next(3) == 0 ? [Pick(Enum.GetValues<Outcome>(), chance), Pick(Enum.GetValues<Outcome>(), chance)] : [],
        Since = chance.Next(3) == 0 ? LedgerBench.Noon.AddSeconds(chance.Next(7200)) : null,
        Until = chance.Next(3) == 0 ? LedgerBench.Noon.AddSeconds(chance.Next(3600)) : null,
        Labels = chance.Next(3) == 0 ? [Pick(["gpu", "LINUX", "self-hosted", "big", "none"], chance)] : [],
        Backend = chance.Next(4) == 0 ? Pick(Backends, chance) : null,
        Limit = chance.Next(2) == 0 ? chance.Next(1, 10) : RunFilter.MostEnded,
    };

    private static T Pick<T>(IReadOnlyList<T> of, Random chance) => of[chance.Next(of.Count)];
}
