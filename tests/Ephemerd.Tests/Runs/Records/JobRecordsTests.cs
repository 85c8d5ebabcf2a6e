using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Telemetry;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Schema;
using Ephemerd.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Records;

/// <summary>The record of a run over one life and several: what is told, in both places, and that it is told once.</summary>
[CancelAfter(60_000)]
internal sealed class JobRecordsTests
{
    private static readonly JsonSchema Schema = JsonSchema.Load(Path.Combine(Built.Repository, "docs", "job-record.schema.json"));
    private static readonly string[] WholeLife = [JobRecord.Leased, JobRecord.Started, JobRecord.Finished];

    private LedgerBench _bench = null!;
    private RunArchive _archive = null!;

    [SetUp]
    public void Open()
    {
        _bench = new LedgerBench();
        _archive = new RunArchive(_bench.Folder);
    }

    [TearDown]
    public void Close() => _bench.Dispose();

    [Test]
    public async Task A_life_is_three_lines_in_both_places_and_each_carries_on_from_the_one_before(CancellationToken stop)
    {
        await using var ledger = await _bench.OpenAsync(stop);
        var (order, lease) = _bench.Next();
        var register = Register(ledger);
        await register.IntendAsync(order, lease, stop);
        await register.StartAsync(order, Start);
        await register.CloseAsync(order, LedgerBench.End with { BusyAt = LedgerBench.Noon.AddSeconds(2), LeftAt = LedgerBench.Noon.AddSeconds(61.2345678) });

        var told = await ToldAsync(ledger, order.Name, WholeLife, stop);
        Assert.Multiple(() =>
        {
            Assert.That(told.SelectMany(t => Schema.Faults(t)), Is.Empty);
            Assert.That(Value(told[0], "outcome"), Is.Null);
            Assert.That(Value(told[0], "policy_hash"), Is.EqualTo("policy of acme/app"));
            Assert.That(Value(told[1], "package"), Is.EqualTo("0a1b"));
            Assert.That(Value(told[1], "isolation_achieved"), Is.EqualTo("namespaces"));
            Assert.That(Value(told[2], "package"), Is.EqualTo("0a1b"));
            Assert.That(Value(told[2], "policy_hash"), Is.EqualTo("policy of acme/app"));
            Assert.That(Value(told[2], "outcome"), Is.EqualTo("succeeded"));
            Assert.That(Value(told[2], "job_id"), Is.EqualTo("77"));
            Assert.That(Value(told[2], "wall_ms"), Is.EqualTo("60000"));
            Assert.That(Value(told[2], "exit_status"), Is.EqualTo("0"));
            Assert.That(Value(told[2], "egress_requested"), Is.EqualTo("open"));
        });
    }

    [Test]
    public async Task A_run_that_never_started_has_a_lease_and_an_end(CancellationToken stop)
    {
        await using var ledger = await _bench.OpenAsync(stop);
        var (order, lease) = _bench.Next();
        var register = Register(ledger);
        await register.IntendAsync(order, lease, stop);
        await register.CloseAsync(order, new RunEnd(Outcome.Refused, "GitHub said no", LedgerBench.Noon));

        var told = await ToldAsync(ledger, order.Name, [JobRecord.Leased, JobRecord.Finished], stop);
        Assert.That(Value(told[1], "wall_ms"), Is.Null);
    }

    /// <summary>0: after the intent; 1: after the start; 2: the end is in the file and not in the ledger; 3: after the end.</summary>
    [Test]
    public async Task However_far_the_first_daemon_came_the_next_tells_the_rest_once([Range(0, 3)] int steps, [Values] bool fileLost, CancellationToken stop)
    {
        var (order, lease) = _bench.Next();
        await using (var ledger = await _bench.OpenAsync(stop))
        {
            var first = Register(ledger);
            await first.IntendAsync(order, lease, stop);
            if (steps >= 1)
            {
                await first.StartAsync(order, Start);
            }

            if (steps >= 3)
            {
                await first.CloseAsync(order, LedgerBench.End);
            }
        }

        var folder = _archive.Of(order.Name).Folder;
        if (steps == 2)
        {
            var line = JobRecord.TryParse(RecordFile.Read(folder)[^1])! with { Event = JobRecord.Finished, Outcome = "succeeded", Reason = "told by the first" };
            RecordFile.Append(folder, [line.ToLine()]);
        }

        if (fileLost)
        {
            File.Delete(Path.Combine(folder, RecordFile.Name));
        }

        await using var again = await _bench.OpenAsync(stop);
        var next = Register(again);
        if (steps < 3)
        {
            await next.StartAsync(order, Start);
            await next.CloseAsync(order, LedgerBench.End);
        }

        await next.CloseAsync(order, LedgerBench.End with { Outcome = Outcome.Lost });

        var told = await ToldAsync(again, order.Name, WholeLife, stop);
        Assert.That(Value(told[2], "outcome"), Is.EqualTo("succeeded"));
        if (steps == 2 && !fileLost)
        {
            Assert.That(Value(told[2], "reason"), Is.EqualTo("told by the first"), "both places say the same");
        }
    }

    [Test]
    public async Task Half_a_line_is_cut_off_before_the_next(CancellationToken stop)
    {
        await using var ledger = await _bench.OpenAsync(stop);
        var (order, lease) = _bench.Next();
        await Register(ledger).IntendAsync(order, lease, stop);
        await File.AppendAllTextAsync(Path.Combine(_archive.Of(order.Name).Folder, RecordFile.Name), "{\"schema\":1,\"event\":\"job.sta", stop);

        var next = Register(ledger);
        await next.StartAsync(order, Start);
        await next.CloseAsync(order, LedgerBench.End);

        await ToldAsync(ledger, order.Name, WholeLife, stop);
    }

    [Test]
    public async Task A_lost_ledger_is_given_what_stands_beside_the_runs(CancellationToken stop)
    {
        var (ended, open) = (_bench.Next(), _bench.Next());
        await using (var ledger = await _bench.OpenAsync(stop))
        {
            var first = Register(ledger);
            await first.IntendAsync(ended.Order, ended.Lease, stop);
            await first.CloseAsync(ended.Order, LedgerBench.End);
            await first.IntendAsync(open.Order, open.Lease, stop);
            await first.StartAsync(open.Order, Start);
        }

        foreach (var file in Directory.GetFiles(_bench.Folder, "ephemerd.db*"))
        {
            File.Delete(file);
        }

        await using var fresh = await _bench.OpenAsync(stop);
        var next = Register(fresh);
        await new Recovery(next).RestoreAsync(stop);
        await next.CloseAsync(open.Order, LedgerBench.End);

        await ToldAsync(fresh, ended.Order.Name, WholeLife, stop);
        await ToldAsync(fresh, open.Order.Name, WholeLife, stop);
    }

    [Test]
    public async Task A_run_whose_folder_cannot_be_written_has_its_record_in_the_ledger(CancellationToken stop)
    {
        await using var ledger = await _bench.OpenAsync(stop);
        var (order, lease) = _bench.Next();
        var register = Register(ledger);
        await register.IntendAsync(order, lease, stop);
        var file = Path.Combine(_archive.Of(order.Name).Folder, RecordFile.Name);
        File.Delete(file);
        Directory.CreateDirectory(file);

        await register.StartAsync(order, Start);
        await register.CloseAsync(order, LedgerBench.End);

        Assert.That(await InLedgerAsync(ledger, order.Name, stop), Has.Count.EqualTo(3));
    }

    [Test]
    public void Every_outcome_fits_the_schema([Values] Outcome outcome)
    {
        var order = _bench.Next().Order;
        var line = RecordRules.Finished(RecordRules.Leased(order, Source(), LedgerBench.Noon), LedgerBench.End with { Outcome = outcome }) with { Event = JobRecord.Finished };

        Assert.That(Schema.Faults(line.ToLine()), Is.Empty);
    }

    [Test]
    public void The_schema_knows_no_other_outcome() => Assert.That(
        Schema.Root["properties"]!["outcome"]!["enum"]!.AsArray().Select(o => o?.GetValue<string>()),
        Is.EquivalentTo(Enum.GetValues<Outcome>().Select(Words.Of).Append(null)));

    [Test]
    public void The_schema_names_every_key_and_no_other_and_asks_for_all_of_them()
    {
        var line = JsonNode.Parse(RecordRules.Leased(_bench.Next().Order, Source(), LedgerBench.Noon).ToLine())!.AsObject();
        var properties = Schema.Root["properties"]!.AsObject().Select(p => p.Key).ToList();
        Assert.That(line.Select(p => p.Key), Is.EqualTo(properties));
        Assert.That(Schema.Root["required"]!.AsArray().Select(n => n!.GetValue<string>()), Is.EqualTo(properties));
        line.Remove("sha");
        line["surprise"] = 1;
        Assert.That(Schema.Faults(line.ToJsonString()), Is.EqualTo(new[] { "$: 'surprise' is not allowed", "$: 'sha' is missing" }));
    }

    [TestCase(null, null, null)]
    [TestCase(0, 0, null)]
    [TestCase(1, 1, null)]
    [TestCase(128, 128, null)]
    [TestCase(137, null, "SIGKILL")]
    [TestCase(143, null, "SIGTERM")]
    [TestCase(162, null, "signal(34)")]
    [TestCase(255, 255, null)]
    public void An_exit_code_is_a_status_or_a_signal(int? code, int? status, string? signal) => Assert.That(ExitRules.Of(code), Is.EqualTo((status, signal)));

    private static RunStart Start => new(
        LedgerBench.Noon.AddSeconds(1), new Achieved(Isolation.Namespaces, EgressPolicy.Open, "_ephemerd3", [new AppliedLimit("memory", "2G", null, "nothing")]))
    {
        RunnerId = 5, RunnerVersion = "2.336.0", Package = "0a1b",
    };

    private static RecordSource Source() => new(Guid.NewGuid(), repo => $"policy of {repo}", _ => "required");

    private static string? Value(string line, string key)
    {
        using var json = JsonDocument.Parse(line);
        var value = json.RootElement.GetProperty(key);
        return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }

    /// <summary>A daemon: each has an instance of its own and remembers nothing.</summary>
    private RunRegister Register(OrderLedger ledger) => new(ledger, _archive, Source(), TimeProvider.System, NullLogger<RunRegister>.Instance);

    /// <summary>The lines, which must be these events, once each, in both places alike.</summary>
    private async Task<IReadOnlyList<string>> ToldAsync(OrderLedger ledger, SandboxName run, string[] events, CancellationToken stop)
    {
        var inFile = RecordFile.Read(_archive.Of(run).Folder);
        Assert.That(inFile.Select(l => Value(l, "event")), Is.EqualTo(events), "in the file");
        Assert.That((await InLedgerAsync(ledger, run, stop)).Order(), Is.EqualTo(inFile.Order()), "in the ledger");
        return inFile;
    }

    private static async Task<IReadOnlyList<string>> InLedgerAsync(OrderLedger ledger, SandboxName run, CancellationToken stop) =>
        [.. (await ledger.EventsAsync(run, 0, 100, stop)).Where(e => e.Kind.StartsWith("job.", StringComparison.Ordinal)).Select(e => e.Detail)];
}
