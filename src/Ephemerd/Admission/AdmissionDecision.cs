using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>What one tick decided: whom to order for, in order, and what it says of every waiting job.</summary>
internal sealed record AdmissionDecision(IReadOnlyList<ClassPolicy> Grants, IReadOnlyList<JobVerdict> Jobs);

internal sealed record JobVerdict(DemandedJob Job, Verdict Verdict, string Reason);
