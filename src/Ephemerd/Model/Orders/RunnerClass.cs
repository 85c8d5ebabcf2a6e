namespace Ephemerd.Model;

/// <summary>
/// What GitHub routes by: a repository and a label set, and the backend that makes such runners here. A queued job is charged to exactly one
/// class, and an order is for a class, never for a job: GitHub hands a job to any idle runner whose labels contain the job's.
/// </summary>
internal sealed record RunnerClass(RepoName Repo, LabelSet Labels, JobOs Os, string Backend)
{
    public override string ToString() => $"{Repo}[{Labels}]@{Backend}";
}
