using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>Which runs, and which waiting jobs, an operator wants to see. Every part that is set must hold.</summary>
internal sealed record RunFilter
{
    public const int MostEnded = 10_000;

    public RepoName? Repo { get; init; }

    /// <summary>Any of these; empty for every one, and for those without an end yet.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];

    /// <summary>Those that ended before are left out: what still lives or waits never is.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Those that began after are left out.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>All of these, without case.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public string? Backend { get; init; }

    /// <summary>How many that have ended, the newest; what lives or waits is told whole.</summary>
    public int Limit { get; init; } = MostEnded;

    public bool Fits(RunSnapshot run) =>
        Fits(run.Order.Class.Repo, run.Order.Class.Labels, run.Order.Class.Backend)
        && (Outcomes.Count == 0 || (run.Outcome is { } outcome && Outcomes.Contains(outcome)))
        && (Since is null || run.EndedAt is null || run.EndedAt >= Since)
        && (Until is null || run.Order.GrantedAt <= Until);

    public bool Fits(WaitingJob waiting) =>
        Fits(waiting.Job.Repo, waiting.Job.Labels, waiting.Class?.Backend)
        && Outcomes.Count == 0
        && (Until is null || waiting.Job.QueuedAt <= Until);

    private bool Fits(RepoName repo, LabelSet labels, string? backend) =>
        (Repo is null || repo.Equals(Repo))
        && (Backend is null || Backend == backend)
        && Labels.All(wanted => labels.Labels.Contains(wanted, StringComparer.OrdinalIgnoreCase));
}
