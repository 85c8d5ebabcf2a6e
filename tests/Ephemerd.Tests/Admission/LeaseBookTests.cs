using System.Collections.Concurrent;
using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

internal sealed class LeaseBookTests
{
    private static readonly NameMint Names = new("h", InstallId.New(new Random(1)), TimeProvider.System, new Random(2));

    private static RunnerOrder Order(string repo = "octo/a") =>
        new(Names.Next(), Class(repo).Class, NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, Start);

    [Test]
    public async Task A_lease_is_let_go_once_however_often_it_is_disposed()
    {
        var book = new LeaseBook(Guid.NewGuid(), TimeProvider.System);
        var freed = 0;
        book.Freed += () => freed++;
        Assert.That(book.TryTake(Order(), Policy(1), out var hold, out _), Is.True);
        Assert.That(book.TryTake(Order(), Policy(1), out _, out var refusal), Is.False);
        Assert.That(refusal!.Verdict, Is.EqualTo(Verdict.HostFull));
        await hold!.DisposeAsync();
        await hold.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(freed, Is.EqualTo(1));
            Assert.That(book.Live, Is.Empty);
            Assert.That(book.TryTake(Order(), Policy(1), out _, out _), Is.True);
        });
    }

    [Test]
    public async Task A_spent_lease_holds_its_places_and_is_let_go_as_any_other()
    {
        var book = new LeaseBook(Guid.NewGuid(), TimeProvider.System);
        var told = 0;
        book.Freed += () => told++;
        Assert.That(book.TryTake(Order(), Policy(1), out var hold, out _), Is.True);
        hold!.Spend();
        Assert.Multiple(() =>
        {
            Assert.That(told, Is.EqualTo(1), "what waited for its runner is decided anew");
            Assert.That(book.Live.Single().Spent, Is.True);
            Assert.That(book.TryTake(Order(), Policy(1), out _, out _), Is.False);
        });
        await hold.DisposeAsync();
        hold.Spend();
        Assert.That(book.Live, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task Many_hands_at_once_never_take_more_than_a_limit(CancellationToken stop)
    {
        var book = new LeaseBook(Guid.NewGuid(), TimeProvider.System);
        var policy = Policy(10, 8, ("octo/a", 3), ("octo/b", 5));
        var held = new ConcurrentBag<LeaseHold>();
        var worst = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), stop, async (i, _) =>
        {
            if (book.TryTake(Order(i % 2 == 0 ? "octo/a" : "octo/b"), policy, out var hold, out var _))
            {
                var live = book.Live;
                InterlockedMax(ref worst, live.Count(l => l.Lease.Repo.Name == "a"));
                await Task.Yield();
                await hold.DisposeAsync();
                held.Add(hold);
            }
        });
        Assert.Multiple(() =>
        {
            Assert.That(held, Is.Not.Empty);
            Assert.That(worst, Is.InRange(1, 3));
            Assert.That(book.Live, Is.Empty);
        });
    }

    [Test]
    public void What_an_earlier_daemon_started_counts_even_beyond_a_limit_that_shrank()
    {
        var book = new LeaseBook(Guid.NewGuid(), TimeProvider.System);
        book.Adopt(Order());
        book.Adopt(Order());
        Assert.That(book.TryTake(Order(), Policy(2), out _, out _), Is.False);
    }

    [Test]
    public async Task What_may_live_after_its_lease_keeps_its_places_until_a_look_that_began_later_does_not_find_it()
    {
        var book = new LeaseBook(Guid.NewGuid(), TimeProvider.System);
        Assert.That(book.TryTake(Order(), Policy(9, 9, ("octo/a", 1)), out var hold, out _), Is.True);
        var before = book.Strays;
        hold!.Leave();
        Assert.That(book.Strays, Is.Empty, "the lease still counts it");
        await hold.DisposeAsync();
        Assert.That(book.Live, Is.Empty);
        Assert.That(book.TryTake(Order(), Policy(1), out _, out var refusal), Is.False);
        Assert.That(refusal!.Verdict, Is.EqualTo(Verdict.HostFull));
        Assert.That(book.TryTake(Order(), Policy(9, 9, ("octo/a", 1)), out _, out _), Is.False, "its repository's place too");
        Assert.That(book.TryTake(Order("octo/b"), Policy(9, 9, ("octo/a", 1), ("octo/b", 1)), out _, out _), Is.True, "and no other's");

        book.Count(before, []);
        Assert.That(book.Strays, Has.Count.EqualTo(1), "that look began before it was left");
        book.Count(book.Strays, []);
        Assert.That(book.TryTake(Order(), Policy(9, 9, ("octo/a", 1)), out _, out _), Is.True);
    }

    /// <summary>By a year, too, and at no cost: a grant must not count its way back to where the clock was.</summary>
    [TestCase(1)]
    [TestCase(365 * 86_400)]
    public void Names_rise_even_when_the_clock_is_set_back(int seconds)
    {
        var clock = new SetBackClock(seconds);
        var mint = new NameMint("h", InstallId.New(new Random(1)), clock, new Random(3));
        var names = Enumerable.Range(0, 50).Select(_ => mint.Next().ToString()).ToList();
        Assert.That(names, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Unique);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private sealed class SetBackClock(int seconds) : TimeProvider
    {
        private long _calls;

        public override DateTimeOffset GetUtcNow() => Start.AddSeconds(-seconds * _calls++);
    }
}
