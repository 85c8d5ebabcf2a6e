using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// What may run where: the one policy, asked before a runner is made and again when a job has reached one, whatever way either came about. Since
/// GitHub gives a job to any runner that carries its labels, the second question is the one that trust hangs on.
/// </summary>
internal static class DispatchRules
{
    /// <summary>Asked before a runner is made for a waiting job.</summary>
    public static readonly IReadOnlyList<Question<JobCase>> Table =
    [
        new(
            "may jobs of its repository run there?", Verdict.NotTrusted,
            c => c.Of.Dispatch is not { Native: true, Trusted: false },
            c => NotTrusted(c.Class),
            c => [c.Set("native", YesNo(c.Of.Dispatch.Native)), c.Set("trusted", YesNo(c.Of.Dispatch.Trusted))]),
        new(
            "does it ask for every label that is demanded?", Verdict.RequiredLabelMissing,
            c => MissingLabel(c.Of.Dispatch, c.Job.Job.Labels) is null,
            c => $"the job {MissingLabel(c.Of.Dispatch, c.Job.Job.Labels)}",
            c => [c.Seen("labels", c.Job.Job.Labels.ToString()), c.Set("require_labels", c.Of.Dispatch.RequiredLabels.Count == 0 ? "none" : c.Of.Dispatch.RequiredLabels.ToString())]),
        new(
            "is it known whose code it brings?", Verdict.OriginUnknown,
            c => TakesForks(c) || OriginOf(c) is not CodeOrigin.Unknown,
            c => Doubt(c.Job.Job)!,
            OriginFacts),
        new(
            "is it no fork's code, or are forks served?", Verdict.ForkRefused,
            c => TakesForks(c) || OriginOf(c) is not CodeOrigin.Foreign,
            c => Doubt(c.Job.Job)!,
            OriginFacts),
        new(
            "is its run still the newest, or are replaced ones served?", Verdict.Superseded,
            c => !c.Of.Dispatch.SkipReplaced || c.Job.ReplacedBy is null,
            c => $"run {c.Job.ReplacedBy} of the same workflow and ref has replaced its run{(c.Job.Job.Run?.Number is { } n ? $" {n}" : "")}, and skip_superseded is set",
            c => [c.Seen("replaced by run", c.Job.ReplacedBy?.ToString(CultureInfo.InvariantCulture) ?? "none"), c.Set("skip_superseded", YesNo(c.Of.Dispatch.SkipReplaced))]),
        new(
            "is no forbidden job queued that could take its runner?", Verdict.ForbiddenNeighbour,
            c => !c.World.Threats.ContainsKey(c.Class),
            c => c.World.Threats[c.Class],
            c => [c.Seen("forbidden job", c.World.Threats.GetValueOrDefault(c.Class, "none"))]),
    ];

    /// <summary>
    /// Native classes that no runner may be made for now, each with the reason: a queued job that must not run there could be handed to it.
    /// </summary>
    /// <param name="queued">Every job listed as queued, those that a runner may have taken since included.</param>
    public static IReadOnlyDictionary<RunnerClass, string> Threats(IEnumerable<ClassPolicy> offered, IReadOnlyList<DemandedJob> queued) =>
        (from policy in offered
         where policy.Dispatch.Native
         let threat = queued.FirstOrDefault(j => policy.Class.Repo.Equals(j.Job.Repo) && policy.Class.Labels.Covers(j.Job.Labels) && Forbids(policy, j.Job) is not null)
         where threat is not null
         select (policy, threat.Job)).ToDictionary(t => t.policy.Class, t => Threat(t.policy, t.Job));

    /// <summary>Null when a job asks by name for every label that is demanded.</summary>
    public static string? MissingLabel(DispatchPolicy policy, LabelSet asked) =>
        policy.RequiredLabels.Labels.FirstOrDefault(l => !asked.Contains(l)) is { } missing ? $"does not ask for '{missing}', which require_labels demands here" : null;

    /// <summary>
    /// Null when nothing that the runner was told of a job forbids it to begin on a native runner. Anything that is not plainly allowed is refused.
    /// </summary>
    /// <param name="policy">Of the runner's class as it is configured now; null when it is offered no more.</param>
    public static string? RefusesStart(RunnerClass of, DispatchPolicy? policy, StartingJob job)
    {
        if (policy is not { Trusted: true })
        {
            return NotTrusted(of);
        }

        if (!job.Repository.Equals(of.Repo))
        {
            return $"the job is of {job.Repository}, and this runner was made for {of.Repo}";
        }

        return OriginRules.Starting(job) switch
        {
            CodeOrigin.Own => null,
            CodeOrigin.Foreign => $"{job.Event} of run {job.RunId} brings code of {job.Head}, and runners on this machine's own kernel run only the repository's own",
            CodeOrigin.Unknown => $"{job.Event} of run {job.RunId} does not say whose code it brings, and runners on this machine's own kernel run only the repository's own",
        };
    }

    /// <summary>Why a queued job must not run on a native runner of a repository that is trusted.</summary>
    private static string? Forbids(ClassPolicy policy, QueuedJob job) => Doubt(job) ?? MissingLabel(policy.Dispatch, job.Labels);

    /// <summary>Why it may not be the repository's own code; null when it is.</summary>
    private static string? Doubt(QueuedJob job) => OriginRules.Listed(job.Repo, job.Run) switch
    {
        CodeOrigin.Own => null,
        CodeOrigin.Foreign => $"{job.Run!.Event} from {job.Run.HeadRepository}: code of forks is refused here",
        CodeOrigin.Unknown => job.Run is { } run
            ? $"{run.Event} does not say whose code it brings{(run.HeadRepository is null ? "; its repository was deleted" : "")}"
            : "what set it off has not been seen yet",
    };

    private static CodeOrigin OriginOf(JobCase one) => OriginRules.Listed(one.Job.Job.Repo, one.Job.Job.Run);

    private static bool TakesForks(JobCase one) => one.Of.Dispatch is { Native: false, Forks: true };

    private static IReadOnlyList<Fact> OriginFacts(JobCase one) =>
    [
        one.Seen("set off by", one.Job.Job.Run?.Event ?? "not seen yet"),
        one.Seen("code of", one.Job.Job.Run is { } run ? run.HeadRepository ?? "a deleted repository" : "not seen yet"),
        one.Set("forks are served", YesNo(TakesForks(one))),
    ];

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string NotTrusted(RunnerClass of) => $"{of.Repo} is not trusted, and backend '{of.Backend}' runs jobs on this machine's own kernel";

    private static string Threat(ClassPolicy policy, QueuedJob job) =>
        $"job '{job.Name}' of run {job.RunId} must not run here and GitHub could give it the runner; it goes on once that job is queued no longer: {Forbids(policy, job)}";
}
