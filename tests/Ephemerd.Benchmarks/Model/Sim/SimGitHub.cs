using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>The door to the fake GitHub for one daemon's life.</summary>
internal sealed class SimGitHub(SimForge forge, SimTime time, SimTrouble trouble, SimLife life) : IGitHub
{
    public GitHubUsage Usage { get; } = new(0, 0, 0, 0, 5000, 5000, null, null, TimeSpan.Zero, null, []);

    public double Left => 1;

    public Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListRunsAsync(RepoName repo, RunStatus status, CancellationToken stop) => AskAsync(
        () =>
        {
            var wanted = status == RunStatus.Queued ? JobStatus.Queued : JobStatus.InProgress;
            return Ok<IReadOnlyList<WorkflowRun>>(
            [
                .. forge.AsOf(repo, forge.ListedAt()).Where(j => j.Status == wanted).Select(j => Run(repo, j)),
            ]);
        },
        stop);

    public Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListEndedRunsAsync(RepoName repo, CancellationToken stop) => AskAsync(
        () => Ok<IReadOnlyList<WorkflowRun>>(
            [.. forge.AsOf(repo, forge.ListedAt()).Where(j => j.Status == JobStatus.Completed).OrderByDescending(j => j.RunId).Take(100).Select(j => Run(repo, j))]),
        stop);

    public Task<GitHubAnswer<IReadOnlyList<ListedRepository>>> ListRepositoriesAsync(Target target, CancellationToken stop) =>
        AskAsync(() => Ok<IReadOnlyList<ListedRepository>>([]), stop);

    public Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>> ListJobsAsync(RepoName repo, long runId, CancellationToken stop) => AskAsync(
        () => Ok<IReadOnlyList<WorkflowJob>>([.. forge.AsOf(repo, forge.ListedAt()).Where(j => j.RunId == runId)]), stop);

    public Task<GitHubAnswer<WorkflowJob>> GetJobAsync(RepoName repo, long jobId, CancellationToken stop) => AskAsync(
        () => forge.Job(jobId)?.AsOf(forge.ListedAt()) is { } job ? Ok(job) : No<WorkflowJob>(GitHubFaultKind.NotFound), stop);

    public Task<GitHubAnswer<JitRunner>> GenerateJitConfigAsync(RepoName repo, string name, LabelSet labels, CancellationToken stop) => AskAsync(
        () => forge.Register(name, repo, labels) is { } made ? Ok(new JitRunner(made.Id, made.Name, Jit.Of(made.Id))) : No<JitRunner>(GitHubFaultKind.Conflict),
        stop);

    public Task<GitHubAnswer<IReadOnlyList<RegisteredRunner>>> ListRunnersAsync(RepoName repo, CancellationToken stop) => AskAsync(
        () => Ok<IReadOnlyList<RegisteredRunner>>([.. forge.Listed(repo, forge.ListedAt()).Select(Runner)]), stop);

    public Task<GitHubAnswer<RegisteredRunner>> GetRunnerAsync(RepoName repo, long runnerId, CancellationToken stop) => AskAsync(
        () => forge.Find(runnerId) is { Here: true } found ? Ok(Runner(found)) : No<RegisteredRunner>(GitHubFaultKind.NotFound), stop);

    public Task<GitHubAnswer<bool>> DeleteRunnerAsync(RepoName repo, long runnerId, CancellationToken stop) => AskAsync(
        () => forge.Find(runnerId) is not { Here: true } found ? Ok(false) : Deletes(found) ? Ok(true) : No<bool>(GitHubFaultKind.Conflict), stop);

    public Task<GitHubAnswer<IReadOnlyList<RunnerDownload>>> ListRunnerDownloadsAsync(RepoName repo, CancellationToken stop) =>
        AskAsync(() => Ok<IReadOnlyList<RunnerDownload>>([]), stop);

    private bool Deletes(SimRegistration found) => History.Sabotage == Sabotage.Registrations || forge.Delete(found);

    private static WorkflowRun Run(RepoName repo, WorkflowJob j) => new(
        j.RunId, 1, j.Status switch { JobStatus.Queued => "queued", JobStatus.Completed => "completed", _ => "in_progress" },
        new RunFacts("push", repo.ToString(), repo.ToString(), "main", new string('a', 40), 1, "build", ".github/workflows/build.yml", (int)j.RunId, null), j.CreatedAt);

    private static RegisteredRunner Runner(SimRegistration r) => new(r.Id, r.Name, r.Online, r.Job is { Over: false }, r.Labels);

    private static GitHubAnswer<T> Ok<T>(T value) => GitHubAnswer<T>.Of(value);

    private GitHubAnswer<T> No<T>(GitHubFaultKind kind) => GitHubAnswer<T>.Of(
        new GitHubFault(kind, null, kind == GitHubFaultKind.RateLimited ? time.At + time.Skew + TimeSpan.FromSeconds(90) : null, $"the fake GitHub says {kind}"));

    private async Task<GitHubAnswer<T>> AskAsync<T>(Func<GitHubAnswer<T>> answer, CancellationToken stop)
    {
        var given = await life.CallAsync(() => trouble.Next() is { } fault ? Failed(answer, fault.Kind, fault.AfterEffect) : answer(), stop).ConfigureAwait(false);
        if (trouble.Slow.TryDequeue(out var onItsWay))
        {
            await life.WaitAsync(onItsWay, stop).ConfigureAwait(false);
        }

        return given;
    }

    private GitHubAnswer<T> Failed<T>(Func<GitHubAnswer<T>> answer, GitHubFaultKind kind, bool afterEffect)
    {
        if (afterEffect)
        {
            answer();
        }

        return No<T>(kind);
    }
}
