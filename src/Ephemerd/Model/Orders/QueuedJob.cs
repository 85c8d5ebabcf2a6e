namespace Ephemerd.Model;

/// <summary>A job GitHub says is waiting for a runner, as seen at one look.</summary>
/// <param name="QueuedAt">GitHub's <c>created_at</c> of the job.</param>
/// <param name="Run">Null until a look met its run in a listing.</param>
internal sealed record QueuedJob(
    RepoName Repo, long JobId, long RunId, int Attempt, string Name, LabelSet Labels, DateTimeOffset QueuedAt, RunFacts? Run = null);
