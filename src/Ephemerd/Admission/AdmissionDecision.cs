using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>What one tick decided: whom to order for, in order, and what it says of every waiting job.</summary>
/// <param name="Passed">For the next tick, see <see cref="AdmissionWorld.Passed"/>.</param>
internal sealed record AdmissionDecision(
    IReadOnlyList<ClassPolicy> Grants, IReadOnlyList<JobDecision> Jobs, IReadOnlyDictionary<RepoName, long> Passed);

/// <summary>What a tick decided of one job, and the questions it was read from: the first no is the verdict, and none is a grant.</summary>
internal sealed class JobDecision
{
    private readonly IEnumerable<Asked> _asked;

    /// <param name="asked">Asked up to the first no now, and all of them whenever somebody wants to know.</param>
    public JobDecision(DemandedJob job, IEnumerable<Asked> asked)
    {
        _asked = asked;
        Job = job;
        (Verdict, Reason) = asked.FirstOrDefault(a => !a.Holds)?.No ?? new Closure(Verdict.Granted, "a runner is ordered");
    }

    public DemandedJob Job { get; }

    public Verdict Verdict { get; }

    public string Reason { get; }

    /// <summary>Every question and its answer by the facts of that tick.</summary>
    public IReadOnlyList<Ruling> Rulings() => [.. _asked.Select(a => a.Ruling())];
}
