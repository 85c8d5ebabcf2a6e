using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// What may run where: the one policy, asked before a runner is made and again when a job has reached one, whatever way either came about. Since
/// GitHub gives a job to any runner that carries its labels, the second question is the one that trust hangs on.
/// </summary>
internal static class DispatchRules
{
    /// <summary>Null when a runner of the class may be made for the job.</summary>
    public static Closure? Refuses(DemandedJob wanted, ClassPolicy of)
    {
        var (job, dispatch) = (wanted.Job, of.Dispatch);
        if (dispatch is { Native: true, Trusted: false })
        {
            return new Closure(Verdict.NotTrusted, NotTrusted(of.Class));
        }

        if (dispatch.RequiredLabels.Labels.FirstOrDefault(l => !job.Labels.Contains(l)) is { } missing)
        {
            return new Closure(Verdict.RequiredLabelMissing, $"the job does not ask for '{missing}', which require_labels demands here");
        }

        if ((dispatch.Native || !dispatch.Forks) && Doubt(job) is { } doubt)
        {
            return doubt;
        }

        return dispatch.SkipReplaced && wanted.ReplacedBy is { } newer
            ? new Closure(Verdict.Superseded, $"run {newer} of the same workflow and ref has replaced its run{(job.Run?.Number is { } n ? $" {n}" : "")}, and skip_superseded is set")
            : null;
    }

    /// <summary>
    /// Native classes that no runner may be made for now, each with the reason: a queued job that must not run there could be handed to it.
    /// </summary>
    public static IReadOnlyDictionary<RunnerClass, string> Threats(IEnumerable<ClassPolicy> offered, IReadOnlyList<DemandedJob> waiting) =>
        (from policy in offered
         where policy.Dispatch.Native
         let threat = waiting.FirstOrDefault(j => policy.Class.Repo.Equals(j.Job.Repo) && policy.Class.Labels.Covers(j.Job.Labels) && Doubt(j.Job) is not null)
         where threat is not null
         select (policy.Class, threat.Job)).ToDictionary(t => t.Class, t => Threat(t.Job));

    /// <summary>Null when a job that has reached a native runner may begin. Anything that is not plainly allowed is refused.</summary>
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

    private static Closure? Doubt(QueuedJob job) => OriginRules.Listed(job.Repo, job.Run) switch
    {
        CodeOrigin.Own => null,
        CodeOrigin.Foreign => new Closure(Verdict.ForkRefused, $"{job.Run!.Event} from {job.Run.HeadRepository}: code of forks is refused here"),
        CodeOrigin.Unknown => new Closure(Verdict.OriginUnknown, job.Run is { } run
            ? $"{run.Event} does not say whose code it brings{(run.HeadRepository is null ? "; its repository was deleted" : "")}"
            : "what set it off has not been seen yet"),
    };

    private static string NotTrusted(RunnerClass of) => $"{of.Repo} is not trusted, and backend '{of.Backend}' runs jobs on this machine's own kernel";

    private static string Threat(QueuedJob job) =>
        $"job '{job.Name}' of run {job.RunId} must not run here and GitHub could give it the runner; it goes on once that run is cancelled or done: {Doubt(job)!.Reason}";
}
