using Ephemerd.Forge.State.Runners;
using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.State.Jobs;

/// <summary>A <c>run:</c> step as a workflow file would give it; without a name the runner makes one up.</summary>
internal sealed record ScriptStep(string? Name, string Run, string? Shell, string? WorkingDirectory, string Condition);

/// <summary>A step as the runner reported it.</summary>
internal sealed record StepReport(
    string ExternalId, int Number, string Name, string Status, string? Conclusion, string? StartedAt, string? CompletedAt);

/// <summary>What a job is asked to do; never changes, and a re-run carries it over.</summary>
internal sealed record JobPlan(string Name, IReadOnlyList<string> Labels, IReadOnlyList<ScriptStep> Steps)
{
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(360);
}

internal sealed class Job(long id, WorkflowRun run, int attempt, JobPlan plan, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public WorkflowRun Run { get; } = run;

    public int Attempt { get; } = attempt;

    public JobPlan Plan { get; } = plan;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>The id the runner's protocol knows the job by.</summary>
    public required Guid BackendId { get; init; }

    public JobState State { get; set; } = new(JobStatus.Waiting, createdAt);

    public Lagged<JobState> Seen { get; } = new();

    /// <summary>Held back by an environment's protection rule until the admin lets it go.</summary>
    public bool Held { get; set; }

    public Assignment? Assignment { get; set; }

    public List<StepReport> Steps { get; } = [];

    public JobLog Log { get; } = new();

    /// <summary>How often an assignment went unacquired and the job was queued again.</summary>
    public int Requeues { get; set; }
}
