using Ephemerd.Cli;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Serving;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Sweep;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Hosting.Sweeping;

/// <summary>
/// <c>ephemerd sweep</c> where no daemon answers: the same sweep under the lock of the data directory, which proves that nothing of ours is being
/// made. Orders without an end are left to the daemon that starts next, since only it can take their runs up.
/// </summary>
internal sealed class SweepWork(HostEnvironment host, TimeProvider clock)
{
    public async Task<SweepReport> SweepAsync(Places places, bool dryRun, CancellationToken stop)
    {
        var reading = SettingsReader.ReadFile(places.ConfigFile);
        if (reading.Settings is not { } settings)
        {
            throw new VerbFault(ExitCode.Wrong, $"{places.ConfigFile} has {reading.Problems.Count} problems; `ephemerd config check` lists them");
        }

        if (!Directory.Exists(places.DataDirectory))
        {
            throw new VerbFault(ExitCode.Wrong, $"there is no data directory {places.DataDirectory}, so nothing was ever made there; name another with --data-dir");
        }

        using var data = DataDirectory.TryOpen(places.DataDirectory, out var taken);
        if (data is null)
        {
            throw new VerbFault(ExitCode.NotReachable, $"no daemon answers at {places.ControlSocket}, and yet: {taken!.What}; {taken.Fix}");
        }

        try
        {
            return await UnderLockAsync(new Ground(settings, data, places.ConfigFile, host), dryRun, stop).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            throw new VerbFault(ExitCode.Failed, e.Message, e);
        }
    }

    private async Task<SweepReport> UnderLockAsync(Ground ground, bool dryRun, CancellationToken stop)
    {
        var logs = NullLoggerFactory.Instance;
        var ledger = await OrderLedger.OpenAsync(ground.Data.Database, clock, stop).ConfigureAwait(false);
        await using var closing = ledger.ConfigureAwait(false);
        var backends = Backends.Make(ground, clock, logs);
        await using var ending = backends.ConfigureAwait(false);
        using var github = GitHubDoors.Open(ground.Settings.GitHubs, host, clock, new Random(0));
        var books = new SweepBooks(() => new HashSet<SandboxName>(), ledger.OpenOrdersAsync, null, _ => { });
        var doors = new RegistrationDoors(
            () => github.Repositories, github.For, () => new Dictionary<RepoName, TimeSpan>(),
            token => SweepMaker.OwedAsync(ground.Data, ledger, clock.GetUtcNow(), token));
        using var sweeper = SweepMaker.Make(SweepMaker.Options(ground, alone: true), backends.ByName, books, doors, clock, logs);
        return await sweeper.SweepAsync(SweepScope.Thorough, dryRun, stop).ConfigureAwait(false);
    }
}
