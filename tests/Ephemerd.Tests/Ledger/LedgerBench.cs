using Ephemerd.Ledger;
using Ephemerd.Model;
using Book = Ephemerd.Ledger.OrderLedger;

namespace Ephemerd.Tests.Ledger;

/// <summary>A directory with a ledger's path in it, and orders to put there.</summary>
internal sealed class LedgerBench : IDisposable
{
    private static readonly InstallId Install = InstallId.New(new Random(1));
    private readonly Random _chance = new(7);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ephemerd-ledger-");

    public static DateTimeOffset Noon { get; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public string Folder => _directory.FullName;

    public string Path => System.IO.Path.Combine(_directory.FullName, "ephemerd.db");

    public static RunEnd End { get; } = new(Outcome.Succeeded, "GitHub says success", Noon.AddMinutes(3))
    {
        ExitCode = 0,
        IsolationRequested = "required",
        IsolationAchieved = Isolation.NamespacesAndServiceUser,
        Limits = [new AppliedLimit("memory", "2G", "2147483648", "cgroup v1"), new AppliedLimit("disk", null, null, "unlimited")],
        StartedAt = Noon.AddSeconds(1.2345678),
        JitCall = TimeSpan.FromMilliseconds(12.5),
        Decision = TimeSpan.FromMilliseconds(8.25),
        User = "_ephemerd3",
        RunnerVersion = "2.336.0",
        Job = new JobFacts(77, 55, 1, "build", "success", Noon.AddSeconds(-4), Noon.AddSeconds(2), Noon.AddSeconds(170)),
    };

    public Task<Book> OpenAsync(CancellationToken stop) => Book.OpenAsync(Path, TimeProvider.System, stop);

    public (RunnerOrder Order, Lease Lease) Next(string repo = "acme/app", DateTimeOffset? granted = null)
    {
        var at = granted ?? Noon;
        var name = SandboxName.Of("box", Install, RunId.New(at, _chance));
        var order = new RunnerOrder(
            name,
            new RunnerClass(RepoName.Parse(repo), new LabelSet(["self-hosted", "linux", "x64"]), JobOs.Linux, "bubblewrap"),
            new RunnerLimits(2L << 30, 1.5, 512, null, 8L << 30),
            TimeSpan.FromMinutes(90),
            EgressPolicy.Open,
            at);
        return (order, new Lease(name, order.Class.Repo, "bubblewrap", Guid.NewGuid(), at, "first of 3 waiting"));
    }

    public async Task<SandboxName> IntendAsync(Book book, CancellationToken stop)
    {
        var (order, lease) = Next();
        await book.IntendAsync(order, lease, stop);
        return order.Name;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
