using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Census;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>
/// A forge with repositories and credentials, a home for one daemon after another, and what the machine was like before. Disposing ends the
/// forge and removes the home; the daemons are the benchmark's own to end.
/// </summary>
internal sealed class Bed : IAsyncDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly SemaphoreSlim Packing = new(1);

    private readonly MachineCensus _before;
    private readonly IReadOnlyList<string> _tokens;

    private Bed(ForgeProcess forge, DaemonHome home, MachineCensus before, IReadOnlyList<string> tokens, IReadOnlyList<string> repositories)
    {
        Forge = forge;
        Home = home;
        _before = before;
        _tokens = tokens;
        Repositories = repositories;
    }

    public ForgeProcess Forge { get; }

    public DaemonHome Home { get; }

    public IReadOnlyList<string> Repositories { get; }

    /// <param name="credentials">GitHub limits each by itself, so that a load past one credential's limits needs several.</param>
    public static async Task<Bed> OpenAsync(ForgeOptions options, IReadOnlyList<string> repositories, int credentials, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            throw new NotSupportedException("The benchmarks need Linux and root.");
        }

        var package = await PackAsync(stop);
        var home = new DaemonHome();
        ForgeProcess? forge = null;
        try
        {
            var before = MachineCensus.Take(home.Root);
            forge = await ForgeProcess.StartAsync(options with { RunnerPackages = [package.Archive] }, stop);
            var admin = forge.Admin;
            await Parallel.ForEachAsync(
                repositories,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
                async (repository, cancelled) => await admin.CreateRepositoryAsync(repository, stop: cancelled));
            var tokens = new List<string>();
            for (var i = 0; i < credentials; i++)
            {
                tokens.Add(await admin.CreateTokenAsync(stop: stop));
            }

            return new Bed(forge, home, before, tokens, repositories);
        }
        catch
        {
            await (forge?.DisposeAsync() ?? ValueTask.CompletedTask);
            home.Dispose();
            throw;
        }
    }

    /// <summary>Writes the configuration; the credentials share the repositories, as evenly as it goes.</summary>
    public void Configure(BedConfig config)
    {
        var shares = _tokens.Select((token, i) => (File: $"{Home.TokenFile}-{i}", Token: token,
            Targets: (IReadOnlyList<string>)[.. Repositories.Where((_, n) => n % _tokens.Count == i)])).ToList();
        Home.Write(config.Text(Forge.Url, shares.Select(s => (s.File, s.Targets))), _tokens[0]);
        foreach (var (file, token, _) in shares)
        {
            File.WriteAllText(file, token);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public Task<DaemonProcess> StartDaemonAsync(CancellationToken stop) => DaemonProcess.StartAsync(Home, stop);

    /// <summary>What must hold once the last daemon has ended: nothing of any run is left on the machine or at the forge, no limit was ever exceeded.</summary>
    public async Task CheckNothingLeftAsync(BenchmarkRun run, string prefix, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        run.CheckNone($"{prefix}machine_as_before", await _before.LeftSinceAsync(Home.Root, limit.Token));
        run.CheckNone($"{prefix}no_registration_left", (await Forge.Admin.CensusAsync(stop)).Registrations);
        run.CheckNone($"{prefix}no_limit_exceeded", await Forge.Admin.LimitViolationsAsync(stop));
        run.CheckNone($"{prefix}asked_nothing_unknown", await Forge.Admin.InfidelitiesAsync(stop));
    }

    public async ValueTask DisposeAsync()
    {
        await Forge.DisposeAsync();
        Leftovers.Remove(Home.Root);
        Home.Dispose();
    }

    /// <summary>The build puts the practice runner beside the daemon only if it was packed before; here it may have been packed just now.</summary>
    private static async Task<PracticeRunnerPackage> PackAsync(CancellationToken stop)
    {
        await Packing.WaitAsync(stop);
        try
        {
            var package = await PracticeRunnerPackage.FindAsync();
            var beside = Path.Combine(Path.GetDirectoryName(Built.Assembly("Ephemerd", "ephemerd.dll"))!, "practice-runner");
            if (!File.Exists(Path.Combine(beside, "tree", "bin", "Runner.Listener")))
            {
                Directory.CreateDirectory(beside);
                File.Copy(package.Archive, Path.Combine(beside, Path.GetFileName(package.Archive)), overwrite: true);
                using var copy = System.Diagnostics.Process.Start("cp", ["-a", package.Tree, beside]);
                await copy.WaitForExitAsync(stop);
            }

            return package;
        }
        finally
        {
            Packing.Release();
        }
    }
}
