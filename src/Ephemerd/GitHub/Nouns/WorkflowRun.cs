using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>A workflow run as listed.</summary>
internal sealed record WorkflowRun(long Id, int Attempt, string Status, RunFacts Facts, DateTimeOffset CreatedAt)
{
    /// <summary>When anything of it changed last; of one that has ended, when it ended.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The run statuses the poller asks for, as GitHub's query spells them.</summary>
internal enum RunStatus
{
    Queued,
    InProgress,
}
