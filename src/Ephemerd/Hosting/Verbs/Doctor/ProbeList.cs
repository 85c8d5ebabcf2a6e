using System.Runtime.InteropServices;
using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Runners;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>The questions of <c>ephemerd doctor</c>, from the file outwards: what the later ones need is asked first.</summary>
internal static class ProbeList
{
    public static IReadOnlyList<DoctorProbe> Make(Places places, bool prove, HostEnvironment host, TimeProvider clock)
    {
        var reading = SettingsReader.ReadFile(places.ConfigFile);
        var githubs = reading.Settings?.GitHubs.Select(g => new GitHubExamination(g, host, clock, prove)).ToList() ?? [];
        var runner = new RunnerProbe(RunnerWork.StoreOf(places), reading.Settings?.Runners.Version, RunnerPlatform.Of(host.Os, RuntimeInformation.OSArchitecture), clock);
        return
        [
            new DoctorProbe("configuration", _ => Task.FromResult(Configuration(places, reading))),
            new DoctorProbe("data directory", _ => Task.FromResult(DataDirectoryProbe.Ask(places.DataDirectory, reading.Settings?.Daemon.DiskFloor))),
            new DoctorProbe("daemon", stop => DaemonProbe.AskAsync(places, stop)),
            new DoctorProbe("socket", _ => Task.FromResult(SocketProbe.Ask(places.ControlSocket))),
            .. Machine(host, reading.Settings),
            .. Backends(places, reading.Settings, host, clock),
            .. githubs.SelectMany(g => g.Lines),
            new DoctorProbe("runner release", async stop => runner.Ask(githubs is [var first, ..] ? (await first.SeenAsync(stop).ConfigureAwait(false)).Offered : null)),
            .. reading.Settings is { } settings ? new TelemetryProbe(settings.Telemetry, places.ControlSocket, clock).Lines : [],
        ];
    }

    private static IEnumerable<DoctorProbe> Backends(Places places, Settings? settings, HostEnvironment host, TimeProvider clock)
    {
        if (settings is null)
        {
            return [];
        }

        var visit = new BackendVisit(places, settings, host, clock);
        return
        [
            new DoctorProbe("backends", stop => BackendProbe.AskAsync(visit, stop)),
            new DoctorProbe("leftovers", stop => LeftoverProbe.AskAsync(places, host, clock, stop)),
        ];
    }

    /// <summary>What native jobs stand on.</summary>
    private static IEnumerable<DoctorProbe> Machine(HostEnvironment host, Settings? settings) => host.Os != JobOs.Linux
        ? []
        :
        [
            new DoctorProbe("user namespaces", _ => Task.FromResult(NamespaceProbe.Ask(host, settings))),
            new DoctorProbe("control groups", _ => Task.FromResult(CgroupProbe.Ask(host))),
        ];

    private static Finding Configuration(Places places, SettingsReading reading) => reading.Settings is { } settings
        ? new Finding(FindingVerdict.Ok, $"{places.ConfigFile}: {Repositories(settings.GitHubs.Sum(g => g.Named.Count()))}, no problems")
        : reading.Problems is [var only]
            ? new Finding(FindingVerdict.Fail, $"{places.ConfigFile}: {only.What}", only.Fix)
            : new Finding(FindingVerdict.Fail, $"{places.ConfigFile}: {reading.Problems.Count} problems, the first: {reading.Problems[0].What}", $"{reading.Problems[0].Fix}; `ephemerd config check` lists all");

    private static string Repositories(int count) => count == 1 ? "1 repository" : $"{count} repositories";
}
