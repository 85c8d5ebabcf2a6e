using System.Text.Json;
using Ephemerd.Cli.Offers;
using Ephemerd.Sandboxes;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>
/// Whether the backends can make what the configuration asks for: each tries its real thing with an idle payload. That may make what is kept
/// between runs (service users), so it is asked only where a data directory is and no daemon works in it.
/// </summary>
internal static class BackendProbe
{
    public static Task<Finding> AskAsync(BackendVisit visit, CancellationToken stop) => visit.AskAsync(
        new Finding(FindingVerdict.NotRun, "there is no data directory to try them in", $"mkdir -p {visit.Places.DataDirectory}, then again"),
        "`ephemerd status` shows what a running daemon found",
        async backends =>
        {
            var probes = await backends.ProbeAsync(stop).ConfigureAwait(false);
            var problem = probes.SelectMany(p => p.Probe.Problems).FirstOrDefault();
            return problem is not null
                ? new Finding(FindingVerdict.Fail, $"{problem.Where}: {problem.What}", problem.Fix)
                : new Finding(FindingVerdict.Ok, string.Join("; ", probes.Select(p => Say(p.Host, p.Probe))));
        });

    private static string Say(ISandboxHost host, SandboxProbe probe)
    {
        var isolation = JsonNamingPolicy.SnakeCaseLower.ConvertName(host.Capabilities.Isolation.ToString());
        return string.Join(", ", [$"{host.Name}: {isolation}", .. probe.Notes]);
    }
}
