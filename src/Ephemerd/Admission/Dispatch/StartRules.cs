using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>When a job at a native runner's gate is answered, and how. Pure.</summary>
internal static class StartRules
{
    /// <summary>How long a repository that is not offered may still turn up: after a start its listing may take a while.</summary>
    public static readonly TimeSpan OfferedWithin = TimeSpan.FromMinutes(2);

    /// <summary>How long GitHub may take to show which job the runner has; its listings lag by up to 10 s, the rest is for a look that is late.</summary>
    public static readonly TimeSpan ShownWithin = TimeSpan.FromMinutes(5);

    /// <param name="policy">Of the runner's class as it is configured now; null when it is offered no more.</param>
    /// <param name="labels">What the job asks for, once GitHub has shown which one the runner has; the runner itself is not told.</param>
    /// <param name="stood">How long it has stood there.</param>
    public static StartRuling Of(RunnerClass of, DispatchPolicy? policy, StartingJob job, LabelSet? labels, TimeSpan stood)
    {
        if (policy is null && stood < OfferedWithin)
        {
            return StartRuling.NotYet;
        }

        if (DispatchRules.RefusesStart(of, policy, job) is { } refusal)
        {
            return StartRuling.Refuses(refusal);
        }

        if (policy is null or { RequiredLabels.Count: 0 })
        {
            return StartRuling.Opens;
        }

        return labels is not null ? DispatchRules.MissingLabel(policy, labels) is { } missing ? StartRuling.Refuses(missing) : StartRuling.Opens
            : stood < ShownWithin ? StartRuling.NotYet
            : StartRuling.Refuses($"GitHub has not shown within {ShownWithin.TotalMinutes:0} minutes which labels it asks for, and require_labels demands '{policy.RequiredLabels}' here");
    }
}

/// <summary>The answer to a job at a gate.</summary>
/// <param name="Waits">It is not known yet.</param>
/// <param name="Refusal">Null when it may begin, or waits.</param>
internal sealed record StartRuling(bool Waits, string? Refusal)
{
    public static StartRuling NotYet { get; } = new(Waits: true, null);

    public static StartRuling Opens { get; } = new(Waits: false, null);

    public static StartRuling Refuses(string reason) => new(Waits: false, reason);
}
