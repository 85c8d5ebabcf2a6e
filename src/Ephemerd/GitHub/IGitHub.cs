using Ephemerd.Config;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>
/// GitHub as one credential sees it. Thread-safe. Every call is bounded (30 s) and obeys this credential's budget; what GitHub refuses or
/// fails to answer comes back as a <see cref="GitHubFault"/> in the answer, and only cancellation throws. Listings fetch all pages or fail whole.
/// </summary>
internal interface IGitHub
{
    /// <summary>What this credential has cost so far, and what GitHub says is left of its allowance.</summary>
    GitHubUsage Usage { get; }

    /// <summary>What GitHub says is left of the hour's allowance, between 0 and 1; 1 while it has not said. Cheaper than <see cref="Usage"/>.</summary>
    double Left { get; }

    /// <summary>Runs of a repository with one status, newest first: GitHub gives out at most 1,000 of them. Conditional: an unchanged answer costs
    /// no charged request.</summary>
    Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListRunsAsync(RepoName repo, RunStatus status, CancellationToken stop);

    /// <summary>The newest hundred runs that have ended, in the order they were made; an older one that was run again is not among them.</summary>
    Task<GitHubAnswer<IReadOnlyList<WorkflowRun>>> ListEndedRunsAsync(RepoName repo, CancellationToken stop);

    /// <summary>Jobs of a run's latest attempt. Conditional on its own address: a run's unchanged answer never stands for its jobs. NotFound means
    /// that GitHub said so twice.</summary>
    Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>> ListJobsAsync(RepoName repo, long runId, CancellationToken stop);

    /// <summary>NotFound means that GitHub said so twice.</summary>
    Task<GitHubAnswer<WorkflowJob>> GetJobAsync(RepoName repo, long jobId, CancellationToken stop);

    /// <summary>Registers a runner that takes one job and vanishes. A taken name is <see cref="GitHubFaultKind.Conflict"/>. Never retried here:
    /// an answer that was cut may have registered it, and only the caller knows the name to look for.</summary>
    Task<GitHubAnswer<JitRunner>> GenerateJitConfigAsync(RepoName repo, string name, LabelSet labels, CancellationToken stop);

    Task<GitHubAnswer<IReadOnlyList<RegisteredRunner>>> ListRunnersAsync(RepoName repo, CancellationToken stop);

    /// <summary>NotFound means that GitHub said so twice: the runner finished its one job, or was removed.</summary>
    Task<GitHubAnswer<RegisteredRunner>> GetRunnerAsync(RepoName repo, long runnerId, CancellationToken stop);

    /// <summary>
    /// Sees to it that it is gone. True when it was there, false when GitHub knew no such runner: an ephemeral one vanishes with its one job. A busy one is
    /// refused by GitHub as <see cref="GitHubFaultKind.Conflict"/>.
    /// </summary>
    Task<GitHubAnswer<bool>> DeleteRunnerAsync(RepoName repo, long runnerId, CancellationToken stop);

    /// <summary>
    /// What <c>owner/*</c> or <c>*</c> stands for, all pages of it, archived ones and the like included. Conditional. A listing that changes while
    /// it is read page by page may miss one that was there all the time: what is missing once is not yet gone.
    /// </summary>
    Task<GitHubAnswer<IReadOnlyList<ListedRepository>>> ListRepositoriesAsync(Target target, CancellationToken stop);

    Task<GitHubAnswer<IReadOnlyList<RunnerDownload>>> ListRunnerDownloadsAsync(RepoName repo, CancellationToken stop);
}
