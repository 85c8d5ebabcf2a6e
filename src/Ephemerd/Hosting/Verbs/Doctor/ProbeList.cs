using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>The questions of <c>ephemerd doctor</c>, from the file outwards: what the later ones need is asked first.</summary>
internal static class ProbeList
{
    public static IReadOnlyList<DoctorProbe> Make(Places places, HostEnvironment host, TimeProvider clock)
    {
        var reading = SettingsReader.ReadFile(places.ConfigFile);
        return
        [
            new DoctorProbe("configuration", _ => Task.FromResult(Configuration(places, reading))),
            new DoctorProbe("data directory", _ => Task.FromResult(DataDirectoryProbe.Ask(places.DataDirectory, reading.Settings?.Daemon.DiskFloor))),
            new DoctorProbe("daemon", stop => DaemonProbe.AskAsync(places, stop)),
            .. Backends(places, reading.Settings, host, clock),
            .. reading.Settings?.GitHubs.Select(g => new DoctorProbe($"github \"{g.Name}\"", stop => GitHubProbe.AskAsync(g, host, clock, stop))) ?? [],
            new DoctorProbe("runner release", _ => Task.FromResult(RunnerProbe.Ask(RunnerWork.StoreOf(places), clock))),
        ];
    }

    private static IEnumerable<DoctorProbe> Backends(Places places, Settings? settings, HostEnvironment host, TimeProvider clock) => settings is null
        ? []
        : [new DoctorProbe("backends", stop => BackendProbe.AskAsync(places, settings, host, clock, stop))];

    private static Finding Configuration(Places places, SettingsReading reading) => reading.Settings is { } settings
        ? new Finding(FindingVerdict.Ok, $"{places.ConfigFile}: {settings.GitHubs.Sum(g => g.Named.Count())} repositories, no problems")
        : new Finding(FindingVerdict.Fail, $"{places.ConfigFile}: {reading.Problems.Count} problems, the first: {reading.Problems[0].What}", $"{reading.Problems[0].Fix}; `ephemerd config check` lists all");
}
