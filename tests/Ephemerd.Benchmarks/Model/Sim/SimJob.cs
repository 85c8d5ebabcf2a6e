using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>A job at the fake GitHub, one to a run, with everything it has been: a listing that lags tells what was.</summary>
internal sealed class SimJob(long id, RepoName repo, LabelSet labels, TimeSpan length, bool succeeds)
{
    private readonly List<(long At, WorkflowJob Job)> _versions = [];

    public long Id => id;

    public RepoName Repo => repo;

    public LabelSet Labels => labels;

    /// <summary>How long its steps take once a runner has it.</summary>
    public TimeSpan Length => length;

    public bool Succeeds => succeeds;

    public WorkflowJob Now => _versions[^1].Job;

    public bool Over => Now.Status == JobStatus.Completed;

    /// <summary>When somebody cancelled it, by GitHub's time; null when nobody has.</summary>
    public long? CancelledAt { get; set; }

    /// <summary>Runs of it that were begun: GitHub never gives a job out twice once a runner has really taken it.</summary>
    public int Begun { get; set; }

    public void Become(long at, WorkflowJob next) => _versions.Add((at, next));

    public WorkflowJob? AsOf(long at) => _versions.FindLast(v => v.At <= at).Job;
}
