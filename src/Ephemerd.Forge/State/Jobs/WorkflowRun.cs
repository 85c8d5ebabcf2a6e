using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.State.Jobs;

/// <summary>What set a run off; never changes.</summary>
internal sealed record RunOrigin(string Event, Repo Head, string Branch, string Sha, string Title)
{
    /// <summary>What set off the run before, where a run's end set this one off.</summary>
    public string Before { get; init; } = "pull_request";

    /// <summary>The open pull requests of the head's branch, whichever of them set it off.</summary>
    public IReadOnlyList<int> Pulls { get; init; } = [];
}

internal sealed class WorkflowRun(long id, Repo repo, int number, RunOrigin origin, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Repo Repo { get; } = repo;

    public int Number { get; } = number;

    public RunOrigin Origin { get; } = origin;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public int Attempt { get; set; } = 1;

    /// <summary>The protocol's plan id, new for every attempt.</summary>
    public required Guid PlanId { get; set; }

    /// <summary>Jobs of every attempt, oldest first.</summary>
    public List<Job> Jobs { get; } = [];

    public RunState State { get; set; } = new(JobStatus.Queued, null, 1, createdAt, createdAt);

    public Lagged<RunState> Seen { get; } = new();

    public IEnumerable<Job> JobsOf(int attempt) => Jobs.Where(job => job.Attempt == attempt);
}
