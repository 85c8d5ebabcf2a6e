using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>The filters of the runs listing.</summary>
internal readonly struct RunFilter(RestCall call)
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "completed", "action_required", "cancelled", "failure", "neutral", "skipped", "stale", "success", "timed_out", "in_progress",
        "queued", "requested", "waiting", "pending",
    };

    private readonly string? _status = call.Query("status");
    private readonly string? _branch = call.Query("branch");
    private readonly string? _event = call.Query("event");
    private readonly string? _sha = call.Query("head_sha");
    private readonly string? _actor = call.Query("actor");

    /// <summary>GitHub cuts filtered listings off at a thousand.</summary>
    public bool IsNarrow => _status is not null || _branch is not null || _event is not null || _sha is not null || _actor is not null;

    public static bool IsKnown(string status) => Known.Contains(status);

    public bool Takes(WorkflowRun run, RunState state) =>
        (_status is null || _status == Words.Of(state.Status) || _status == Words.Of(state.Conclusion))
        && (_branch is null || _branch == run.Origin.Branch)
        && (_event is null || _event == run.Origin.Event)
        && (_sha is null || _sha == run.Origin.Sha)
        && (_actor is null || _actor.Equals(run.Repo.Owner.Login, StringComparison.OrdinalIgnoreCase));
}
