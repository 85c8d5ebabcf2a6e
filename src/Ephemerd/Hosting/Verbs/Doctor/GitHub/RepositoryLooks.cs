using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Looks at repositories as the daemon would, and what came of them. Thread-safe.</summary>
internal sealed class RepositoryLooks
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<RepoName, GitHubFault> _runs = [];
    private readonly SortedDictionary<RepoName, GitHubFault> _runners = [];
    private int _asked;

    public (RepoName Repo, GitHubFault Fault)? Runs => First(_runs);

    public (RepoName Repo, GitHubFault Fault)? Runners => First(_runners);

    /// <summary>All of them, or so many spread over the whole list.</summary>
    public static IReadOnlyList<RepoName> Sample(IReadOnlyList<RepoName> all, int most) =>
        all.Count <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Count / most)])];

    public async Task LookAsync(IGitHub github, RepoName repo, CancellationToken stop)
    {
        var runs = (await github.ListRunsAsync(repo, RunStatus.Queued, stop).ConfigureAwait(false)).Fault;
        var runners = (await github.ListRunnersAsync(repo, stop).ConfigureAwait(false)).Fault;
        lock (_gate)
        {
            _asked++;
            Note(_runs, repo, runs);
            Note(_runners, repo, runners);
        }
    }

    public GitHubSeen Tell(GitHubSeen seen)
    {
        lock (_gate)
        {
            return seen with { Asked = _asked, Runs = Runs, Runners = Runners };
        }
    }

    private static void Note(SortedDictionary<RepoName, GitHubFault> faults, RepoName repo, GitHubFault? fault)
    {
        if (fault is not null)
        {
            faults[repo] = fault;
        }
    }

    private (RepoName Repo, GitHubFault Fault)? First(SortedDictionary<RepoName, GitHubFault> faults)
    {
        lock (_gate)
        {
            return faults.Count == 0 ? null : (faults.First().Key, faults.First().Value);
        }
    }
}
