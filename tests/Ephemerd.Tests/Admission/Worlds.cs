using Ephemerd.Admission;
using Ephemerd.Model;

namespace Ephemerd.Tests.Admission;

/// <summary>Small worlds for admission tests: classes, jobs and policies without the noise.</summary>
internal static class Worlds
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly RunnerLimits NoLimits = new(null, null, null, null, null);

    public static ClassPolicy Class(string repo, string backend = "bubblewrap", params string[] extra) => new(
        new RunnerClass(RepoName.Parse(repo), new LabelSet(["self-hosted", "linux", "x64", .. extra]), JobOs.Linux, backend),
        NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open);

    public static DemandedJob Job(long id, ClassPolicy of, int queuedAtSecond) => new(
        new QueuedJob(of.Class.Repo, id, id, 1, $"job {id}", new LabelSet(["self-hosted"]), Start.AddSeconds(queuedAtSecond)), of, Start, Start);

    /// <summary>A run of <c>octo/a</c>.</summary>
    public static RunFacts Run(string cause, string? head) => new(
        cause, "octo/a", head, "main", new string('a', 40), 77, "CI", ".github/workflows/ci.yml", 1, null);

    public static AdmissionPolicy Policy(int? host, int backend = 100, params (string Repo, int Limit)[] repositories) => new(
        host,
        new Dictionary<string, BackendRoom> { ["bubblewrap"] = new(backend), ["pretend"] = new(backend) },
        repositories.ToDictionary(r => RepoName.Parse(r.Repo), r => r.Limit));

    public static AdmissionWorld World(AdmissionPolicy policy, params DemandedJob[] waiting) =>
        new(Start, waiting, new Dictionary<RunnerClass, int>(), new Occupancy([], policy), policy);

    /// <summary>A world in which runs of these classes live.</summary>
    public static AdmissionWorld With(this AdmissionWorld world, params RunnerClass[] live) =>
        world with { Occupancy = live.Aggregate(new Occupancy([], world.Policy), (held, one) => held.With(one, disk: null)) };

    public static IEnumerable<string> Repositories(this AdmissionDecision decision) => decision.Grants.Select(g => g.Class.Repo.ToString());

    public static Verdict Of(this AdmissionDecision decision, long job) => decision.Jobs.Single(j => j.Job.Job.JobId == job).Verdict;
}
