using Ephemerd.Cli.Offers;
using Ephemerd.Sandboxes;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What earlier daemons left on this machine. While a daemon runs its own sweep looks after that.</summary>
internal static class LeftoverProbe
{
    public static Task<Finding> AskAsync(BackendVisit visit, CancellationToken stop) => visit.AskAsync(
        new Finding(FindingVerdict.Ok, "there is no data directory, so nothing of ours is here"),
        "`ephemerd sweep --dry-run` asks the running daemon",
        async backends =>
        {
            var seen = new List<SeenSandbox>();
            foreach (var backend in backends.ByName.Values)
            {
                seen.AddRange(await backend.ListAsync(stop).ConfigureAwait(false));
            }

            return Judge(seen);
        });

    public static Finding Judge(IReadOnlyList<SeenSandbox> seen)
    {
        var dead = seen.Where(s => s.Life == Life.Dead).ToList();
        var alive = seen.Count - dead.Count;
        return dead switch
        {
            [var one, ..] => new Finding(
                FindingVerdict.Warn, $"{dead.Count} environments of ended runs are here, the first: {one.Name} ({one.What})", "start the daemon, which removes them, or run `ephemerd sweep`"),
            [] when alive > 0 => new Finding(FindingVerdict.Warn, $"{alive} runs of an earlier daemon go on", "start the daemon, which takes them up"),
            _ => new Finding(FindingVerdict.Ok, "nothing of an earlier daemon is here"),
        };
    }
}
