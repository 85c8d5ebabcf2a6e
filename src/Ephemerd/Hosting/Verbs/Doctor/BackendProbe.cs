using System.Text.Json;
using Ephemerd.Cli.Offers;
using Ephemerd.Model;
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
        async backends => Judge([.. (await backends.ProbeAsync(stop).ConfigureAwait(false)).Select(p => (p.Host.Name, p.Host.Capabilities.Isolation, p.Probe))]));

    public static Finding Judge(IReadOnlyList<(string Name, Isolation Isolation, SandboxProbe Probe)> tried)
    {
        if (tried.SelectMany(t => t.Probe.Problems).ToList() is { Count: > 0 } problems)
        {
            return new Finding(
                FindingVerdict.Fail, string.Join("; ", problems.Select(p => $"{p.Where}: {p.What}")), string.Join(" ", problems.Select(p => p.Fix).Distinct(StringComparer.Ordinal)));
        }

        var fact = string.Join("; ", tried.Select(t => Say(t.Name, t.Isolation, t.Probe)));
        return tried.Any(t => t.Probe.Shortfalls.Count > 0)
            ? new Finding(FindingVerdict.Warn, fact, "give this machine what the sentence says it lacks, or ask for less ([backend.NAME] sandbox, the limits of [defaults]), so that nobody counts on it")
            : new Finding(FindingVerdict.Ok, fact);
    }

    private static string Say(string name, Isolation isolation, SandboxProbe probe) =>
        string.Join(", ", [$"{name}: {JsonNamingPolicy.SnakeCaseLower.ConvertName(isolation.ToString())}", .. probe.Notes]);
}
