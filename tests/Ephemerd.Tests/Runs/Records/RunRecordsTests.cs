using System.Text.Json;
using Ephemerd.Ledger;
using Ephemerd.Processes;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed;
using Ephemerd.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Records;

[CancelAfter(60_000)]
internal sealed class RunRecordsTests
{
    private LedgerBench _bench = null!;
    private RunArchive _archive = null!;

    [SetUp]
    public void Open()
    {
        _bench = new LedgerBench();
        Directory.CreateDirectory(Path.Combine(_bench.Folder, "runs"));
        _archive = new RunArchive(_bench.Folder);
    }

    [TearDown]
    public void Close() => _bench.Dispose();

    private RunRegister Register(OrderLedger ledger) => new(ledger, _archive, new RecordSource(Guid.Empty, _ => "policy", _ => "required"), TimeProvider.System, NullLogger<RunRegister>.Instance);

    [Test]
    public void All_three_records_come_back_whole()
    {
        var (order, lease) = _bench.Next();
        var folder = _archive.Of(order.Name);
        var intent = new OpenOrder(order with { StartTimeout = TimeSpan.FromSeconds(66), IdleTimeout = TimeSpan.FromSeconds(77) }, lease) { Job = new JobSighting(4, 5) };
        var progress = new RunProgress(LedgerBench.Noon)
        {
            JitCall = TimeSpan.FromMilliseconds(3), RunnerVersion = "2.336.0", Marks = new RunMarks(LedgerBench.Noon.AddSeconds(1), LedgerBench.Noon.AddSeconds(2)),
            LogOffset = 12345, Left = new SandboxEnd(LedgerBench.Noon, 0, false, false, false, true, true, false, "last"), Stopped = StopCause.Timeout,
        };
        folder.WriteOrder(intent);
        folder.WriteProgress(progress);
        folder.WriteEnd(LedgerBench.End);

        Assert.Multiple(() =>
        {
            Assert.That(folder.ReadOrder().Value, Is.EqualTo(intent));
            Assert.That(folder.ReadProgress().Value, Is.EqualTo(progress));
            Assert.That(folder.ReadEnd().Value! with { Limits = [] }, Is.EqualTo(LedgerBench.End with { Limits = [] }));
            Assert.That(folder.ReadEnd().Value!.Limits, Is.EqualTo(LedgerBench.End.Limits));
            Assert.That(_archive.All(), Is.EqualTo(new[] { order.Name }));
        });
    }

    [Test]
    public void An_order_that_an_earlier_version_wrote_has_what_that_version_knew_and_the_rest_as_it_was_meant()
    {
        var (order, lease) = _bench.Next();
        var json = JsonSerializer.SerializeToNode(new OpenOrder(order, lease), RunRecordsJson.Default.OpenOrder)!.AsObject();
        Assert.That(json["order"]!.AsObject().Remove("start_timeout"), Is.True);
        Assert.That(json.Deserialize(RunRecordsJson.Default.OpenOrder)!.Order.StartTimeout, Is.EqualTo(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task With_the_database_gone_every_order_is_written_again_and_what_has_ended_stays_ended(CancellationToken stop)
    {
        var (open, ended) = (_bench.Next(), _bench.Next());
        await using (var ledger = await _bench.OpenAsync(stop))
        {
            var register = Register(ledger);
            await register.IntendAsync(open.Order, open.Lease, stop);
            await register.IntendAsync(ended.Order, ended.Lease, stop);
            await register.CloseAsync(ended.Order, LedgerBench.End);
        }

        foreach (var file in Directory.GetFiles(_bench.Folder, "ephemerd.db*"))
        {
            File.Delete(file);
        }

        await using var fresh = await _bench.OpenAsync(stop);
        var said = await new Recovery(Register(fresh)).RestoreAsync(stop);
        var again = await new Recovery(Register(fresh)).RestoreAsync(stop);

        Assert.Multiple(async () =>
        {
            Assert.That(said.Single().What, Does.Contain("2 orders").And.Contain("1 of them without an end"));
            Assert.That(again, Is.Empty, "once is enough");
            Assert.That(await fresh.OpenOrdersAsync(stop), Is.EqualTo(new[] { new OpenOrder(open.Order, open.Lease) }));
            Assert.That((await fresh.RecentAsync(new OrderFilter { Ended = true }, stop)).Single().End!.Reason, Is.EqualTo(LedgerBench.End.Reason));
        });
    }

    [Test]
    public async Task What_was_removed_for_its_age_does_not_come_back(CancellationToken stop)
    {
        var (order, lease) = _bench.Next();
        await using (var first = await _bench.OpenAsync(stop))
        {
            await Register(first).IntendAsync(order, lease, stop);
            await Register(first).CloseAsync(order, LedgerBench.End);
            Assert.That(await first.PruneAsync(LedgerBench.End.EndedAt.AddDays(1), stop), Is.EqualTo(1));
        }

        await using var ledger = await _bench.OpenAsync(stop);
        Assert.That(await new Recovery(Register(ledger)).RestoreAsync(stop), Is.Empty);
        Assert.That(await ledger.NamesAsync(stop), Is.Empty);
    }

    [TestCase(SealState.MissingSeal)]
    [TestCase(SealState.Mismatch)]
    public async Task A_record_that_lies_is_believed_in_nothing_and_said(SealState state, CancellationToken stop)
    {
        var (order, lease) = _bench.Next();
        _archive.Of(order.Name).WriteOrder(new OpenOrder(order, lease));
        var path = Path.Combine(_archive.Of(order.Name).Folder, "order.json");
        var text = await File.ReadAllTextAsync(path, stop);
        await File.WriteAllTextAsync(path, state == SealState.Mismatch ? text.Replace("acme/app", "evil/app", StringComparison.Ordinal) : text[..^20], stop);

        await using var ledger = await _bench.OpenAsync(stop);
        var said = await new Recovery(Register(ledger)).RestoreAsync(stop);

        Assert.That(_archive.Of(order.Name).ReadOrder().State, Is.EqualTo(state));
        Assert.That(said.Single().What, Does.Contain("order.json"));
        Assert.That(await ledger.OpenOrdersAsync(stop), Is.Empty);
    }

    [Test]
    public async Task An_end_that_the_ledger_cannot_take_is_owed_said_and_paid_once_it_can(CancellationToken stop)
    {
        var (order, lease) = _bench.Next();
        await using var ledger = await _bench.OpenAsync(stop);
        var register = Register(ledger);
        var care = new LedgerCare(register, () => TimeSpan.FromDays(30), TimeProvider.System, NullLogger<LedgerCare>.Instance);
        await register.IntendAsync(order, lease, stop);
        using (LockHolder.Hold(_bench.Path))
        {
            await register.CloseAsync(order, LedgerBench.End);
            Assert.That(register.Owed, Is.EqualTo(1));
            Assert.That(care.Alarms.Single().What, Does.Contain("locked").And.Contain("1 ends wait"));
            Assert.That(_archive.Of(order.Name).ReadEnd().State, Is.EqualTo(SealState.Sound), "a daemon that dies now leaves the end all the same");
        }

        await register.SettleAsync();
        Assert.That((register.Owed, care.Alarms.Count), Is.EqualTo((0, 0)));
        Assert.That((await ledger.RecentAsync(new OrderFilter(), stop)).Single().End!.Outcome, Is.EqualTo(LedgerBench.End.Outcome));
    }

    [Test]
    public async Task History_is_not_old_by_a_wall_clock_that_was_set_within_the_hour(CancellationToken stop)
    {
        var hand = new HandClock();
        var clock = new SetClock(hand) { Offset = LedgerBench.Noon.AddDays(1) - hand.GetUtcNow() };
        await using var ledger = await _bench.OpenAsync(stop);
        var care = new LedgerCare(Register(ledger), () => TimeSpan.FromDays(30), clock, NullLogger<LedgerCare>.Instance);
        var (order, lease) = _bench.Next();
        await ledger.IntendAsync(order, lease, stop);
        await ledger.EndAsync(order.Name, LedgerBench.End, stop);
        await care.TidyAsync(stop);
        clock.Offset += TimeSpan.FromDays(400);
        hand.Advance(TimeSpan.FromHours(1));
        await care.TidyAsync(stop);
        Assert.That(await ledger.NamesAsync(stop), Has.Count.EqualTo(1));
        hand.Advance(TimeSpan.FromHours(1));
        await care.TidyAsync(stop);
        Assert.That(await ledger.NamesAsync(stop), Is.Empty, "it holds: so it is");
    }
}
