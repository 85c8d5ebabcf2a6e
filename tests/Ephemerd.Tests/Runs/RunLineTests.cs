using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.Tests.Admission;
using Ephemerd.Tests.GitHub;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>The real line of a run with its real books and a real forge, in backends that a test makes up.</summary>
[CancelAfter(60_000)]
internal abstract class RunLineTests : ForgeTests
{
    private RunnerPackages _packages = null!;

    protected abstract TimeProvider Time { get; }

    protected RunLog Log { get; private set; } = null!;

    /// <summary>A directory of the test's own.</summary>
    protected string Place { get; private set; } = null!;

    protected StatusBoard Board { get; private set; } = null!;

    protected RepoName Repo { get; private set; } = null!;

    protected IGitHub GitHub { get; private set; } = null!;

    protected OrderLedger Ledger { get; private set; } = null!;

    protected DemandBook Demand { get; private set; } = null!;

    protected RetryBook Retries { get; private set; } = null!;

    protected LeaseBook Leases { get; private set; } = null!;

    protected RunSupervisor Runs { get; private set; } = null!;

    protected ClassPolicy Class => Worlds.Class(Repo.ToString());

    [SetUp]
    public async Task Make()
    {
        Log = new RunLog();
        Place = Directory.CreateTempSubdirectory("eph-runs-").FullName;
        Repo = await NewRepositoryAsync(default);
        GitHub = await NewClientAsync(default);
        Ledger = await OrderLedger.OpenAsync(Path.Combine(Place, "ephemerd.db"), Time, default);
        Demand = new DemandBook(Time);
        Demand.Offer([Class]);
        Retries = new RetryBook(Demand, _ => TimeSpan.FromMinutes(2), () => false, Time, new Random(1));
        Leases = new LeaseBook(Guid.NewGuid(), Time);
        var health = new RunnerHealth();
        _packages = new RunnerPackages(Path.Combine(Place, "runners"), health, Time);
        var doors = new RunDoors(
            _ => GitHub, new RunnerReleases(_packages, health, null), new Dictionary<string, ISandboxHost> { ["bubblewrap"] = new BrokenHost() }, _ => { }, (_, _) => { });
        var register = new RunRegister(Ledger, new RunArchive(Place), new RecordSource(Guid.NewGuid(), _ => null, _ => null), Time, NullLogger<RunRegister>.Instance);
        Runs = new RunSupervisor(doors, new RunBooks(register, Board = new StatusBoard(), Demand, Retries), Time, Log);
    }

    [TearDown]
    public async Task Remove()
    {
        await _packages.DisposeAsync();
        await Ledger.DisposeAsync();
        Directory.Delete(Place, recursive: true);
    }

    protected RunnerOrder NewOrder() => new(
        new NameMint("h", InstallId.New(new Random(1)), TimeProvider.System, new Random()).Next(),
        Class.Class, Worlds.NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, Time.GetUtcNow());

    /// <summary>Waits until a run on the board is so.</summary>
    protected async Task UntilAsync(Func<RunSnapshot, bool> so, CancellationToken stop)
    {
        await foreach (var run in Board.WatchAsync(stop))
        {
            if (so(run))
            {
                return;
            }
        }
    }
}
