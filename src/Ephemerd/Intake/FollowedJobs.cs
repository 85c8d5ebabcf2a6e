using System.Collections.Concurrent;
using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>Jobs that somebody wants to hear the end of though no listing may show them: the next looks ask after each by its number. Thread-safe.</summary>
internal sealed class FollowedJobs
{
    private readonly ConcurrentDictionary<(RepoName Repo, long Job), bool> _jobs = new();

    public void Add(RepoName repo, long job) => _jobs[(repo, job)] = true;

    public IReadOnlyList<long> Of(RepoName repo) => [.. _jobs.Keys.Where(k => k.Repo.Equals(repo)).Select(k => k.Job)];

    /// <summary>A whole look has told of them; from then on the watch follows those that are not over by itself.</summary>
    public void Met(RepoName repo, IEnumerable<long> jobs)
    {
        foreach (var job in jobs)
        {
            _jobs.TryRemove((repo, job), out _);
        }
    }
}
