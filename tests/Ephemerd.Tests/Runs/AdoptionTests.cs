using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using Ephemerd.Tests.GitHub;
using Ephemerd.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>What a starting daemon makes of orders that no line of its own will end.</summary>
[CancelAfter(60_000)]
internal sealed class AdoptionTests : ForgeTests
{
    private readonly HandClock _clock = new();
    private string _place = null!;
    private OrderLedger _ledger = null!;
    private RunnerPackages _packages = null!;
    private StatusBoard _board = null!;
    private RunRegister _register = null!;
    private Adoption _adoption = null!;
    private RunnerOrder _order = null!;

    [SetUp]
    public async Task Make()
    {
        _place = Directory.CreateTempSubdirectory("eph-adoption-").FullName;
        var repo = await NewRepositoryAsync(default);
        var github = await NewClientAsync(default);
        _ledger = await OrderLedger.OpenAsync(Path.Combine(_place, "ephemerd.db"), _clock, default);
        _board = new StatusBoard();
        var demand = new DemandBook(_clock);
        var retries = new RetryBook(demand, _ => TimeSpan.FromMinutes(2), () => false, _clock, new Random(1));
        var health = new RunnerHealth();
        _packages = new RunnerPackages(Path.Combine(_place, "runners"), health, _clock);
        var doors = new RunDoors(
            _ => github, new RunnerReleases(_packages, health, null), new Dictionary<string, ISandboxHost> { ["bubblewrap"] = new BrokenHost() }, _ => { }, (_, _) => { });
        _register = new RunRegister(_ledger, new RunArchive(_place), new RecordSource(Guid.NewGuid(), _ => null, _ => null), _clock, NullLogger<RunRegister>.Instance);
        var books = new RunBooks(_register, _board, demand, retries);
        var leases = new LeaseBook(Guid.NewGuid(), _clock);
        _adoption = new Adoption(doors, books, leases, new RunSupervisor(doors, books, _clock, NullLoggerFactory.Instance), NullLogger<Adoption>.Instance);
        var names = new NameMint("h", InstallId.New(new Random(1)), TimeProvider.System, new Random());
        _order = new RunnerOrder(names.Next(), Worlds.Class(repo.ToString()).Class, Worlds.NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, _clock.GetUtcNow());
        Assert.That(leases.TryTake(_order, Worlds.Policy(4), out var hold, out _), Is.True);
        await _register.IntendAsync(_order, hold!.Lease, default);
    }

    [TearDown]
    public async Task Remove()
    {
        await _packages.DisposeAsync();
        await _ledger.DisposeAsync();
        Directory.Delete(_place, recursive: true);
    }

    [Test]
    public async Task A_run_of_which_nothing_is_left_ends_before_every_window(CancellationToken stop)
    {
        await _adoption.SettleAsync(_clock.GetUtcNow(), stop);
        var seen = _board.Find(_order.Name);
        Assert.That((seen?.Phase, seen?.Outcome, seen?.Adopted), Is.EqualTo((Phase.Finished, Outcome.Lost, true)));
    }

    [Test]
    public async Task An_end_that_its_daemon_sealed_and_came_to_tell_nobody_is_told(CancellationToken stop)
    {
        Seal(told: false);
        await _adoption.SettleAsync(_clock.GetUtcNow(), stop);
        var seen = _board.Find(_order.Name);
        Assert.That((seen?.Phase, seen?.Outcome, seen?.ExitCode), Is.EqualTo((Phase.Finished, Outcome.Failed, 3)));
        Assert.That(await _ledger.OpenOrdersAsync(stop), Is.Empty);
    }

    [Test]
    public async Task One_that_was_told_and_only_not_written_is_not_told_again(CancellationToken stop)
    {
        Seal(told: true);
        await _adoption.SettleAsync(_clock.GetUtcNow(), stop);
        Assert.That(_board.Find(_order.Name), Is.Null);
        Assert.That(await _ledger.OpenOrdersAsync(stop), Is.Empty);
    }

    [Test]
    public async Task An_end_that_the_ledger_cannot_take_is_sealed_as_told()
    {
        using (LockHolder.Hold(Path.Combine(_place, "ephemerd.db")))
        {
            await _register.CloseAsync(_order, new RunEnd(Outcome.Succeeded, "as GitHub says", _clock.GetUtcNow()));
        }

        Assert.That(_register.Owed, Is.EqualTo(1));
        Assert.That(_register.Archive.Of(_order.Name).ReadEnd().Value?.Told, Is.True);
    }

    private void Seal(bool told) =>
        _register.Archive.Of(_order.Name).WriteEnd(new RunEnd(Outcome.Failed, "as GitHub says", _clock.GetUtcNow()) { ExitCode = 3, Told = told });
}
