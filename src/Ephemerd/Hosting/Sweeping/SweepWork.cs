using System.Security.Cryptography;
using Ephemerd.Cli;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Serving;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Status;
using Ephemerd.Sweep;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Hosting.Sweeping;

/// <summary>
/// <c>ephemerd sweep</c> where no daemon answers: the same sweep under the lock of the data directory, which proves that nothing of ours is being
/// made. Orders without an end, also those that only their own sealed records still know, are left to the daemon that starts next, since only it
/// can take their runs up. A dry run reads a copy of the database, so that a damaged one stands where it is and an older one stays as it is.
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
            var ground = new Ground(settings, data, places.ConfigFile, host);
            return dryRun ? await OverCopyAsync(ground, stop).ConfigureAwait(false) : await UnderLockAsync(ground, data.Database, dryRun, stop).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            throw new VerbFault(ExitCode.Failed, e.Message, e);
        }
    }

    private async Task<SweepReport> OverCopyAsync(Ground ground, CancellationToken stop)
    {
        DirectoryInfo? copy = null;
        try
        {
            copy = Directory.CreateTempSubdirectory("ephemerd-dry-run-");
            var database = Path.Combine(copy.FullName, Path.GetFileName(ground.Data.Database));
            foreach (var part in new[] { "", "-wal" }.Where(part => File.Exists(ground.Data.Database + part)))
            {
                File.Copy(ground.Data.Database + part, database + part);
            }

            return await UnderLockAsync(ground, database, dryRun: true, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerbFault(ExitCode.Failed, $"the database could not be copied for a dry run: {e.Message}; TMPDIR names another place for the copy", e);
        }
        finally
        {
            copy?.Delete(recursive: true);
        }
    }

    private async Task<SweepReport> UnderLockAsync(Ground ground, string database, bool dryRun, CancellationToken stop)
    {
        var logs = NullLoggerFactory.Instance;
        var ledger = await OrderLedger.OpenAsync(database, clock, stop).ConfigureAwait(false);
        await using var closing = ledger.ConfigureAwait(false);
        var chance = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var register = new RunRegister(ledger, new RunArchive(ground.Data.Root), new RecordSource(Guid.NewGuid(), _ => null, _ => null), clock, logs.CreateLogger<RunRegister>());
        await new Recovery(register).RestoreAsync(stop).ConfigureAwait(false);
        var backends = Backends.Make(ground, chance, clock, logs);
        await using var ending = backends.ConfigureAwait(false);
        using var github = GitHubDoors.Open(ground.Settings.GitHubs, host, clock, chance);
        var books = new SweepBooks(() => new HashSet<SandboxName>(), ledger.OpenOrdersAsync, null, () => [], (_, _) => { });
        var doors = new RegistrationDoors(
            () => github.Repositories, github.For, () => new Dictionary<RepoName, IReadOnlySet<SandboxName>>(),
            token => SweepMaker.OwedAsync(ground.Data, ledger, clock.GetUtcNow(), token));
        using var sweeper = SweepMaker.Make(SweepMaker.Options(ground, alone: true), backends.ByName, books, doors, clock, logs);
        return await sweeper.SweepAsync(SweepScope.Thorough, dryRun, stop).ConfigureAwait(false);
    }
}
