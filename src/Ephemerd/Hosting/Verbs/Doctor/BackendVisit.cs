using System.Security.Cryptography;
using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Hosting.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>
/// The configured backends, made for one question under the data directory's lock: only where that directory is, and no daemon works in it.
/// </summary>
internal sealed record BackendVisit(Places Places, Settings Settings, HostEnvironment Host, TimeProvider Clock)
{
    /// <param name="absent">The answer where there is no data directory.</param>
    /// <param name="fixWhileHeld">What to do instead while a daemon works in it.</param>
    public async Task<Finding> AskAsync(Finding absent, string fixWhileHeld, Func<Backends, Task<Finding>> ask)
    {
        if (!Directory.Exists(Places.DataDirectory))
        {
            return absent;
        }

        using var data = DataDirectory.TryOpen(Places.DataDirectory, out var taken);
        if (data is null)
        {
            return new Finding(FindingVerdict.NotRun, taken!.What, fixWhileHeld);
        }

        var chance = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        var backends = Backends.Make(new Ground(Settings, data, Places.ConfigFile, Host), chance, Clock, NullLoggerFactory.Instance);
        await using (backends.ConfigureAwait(false))
        {
            return await ask(backends).ConfigureAwait(false);
        }
    }
}
