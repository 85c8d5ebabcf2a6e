namespace Ephemerd.PracticeRunner.Wire;

/// <summary>Reports that carry nothing but a conclusion.</summary>
internal static class CompleteRequests
{
    public static CompleteRequest Bare(JobTicket job, JobResult result) =>
        new(job.PlanId, job.JobId, JobResultRules.Conclusion(result), new Dictionary<string, JobOutput>(), [], [], job.BillingOwnerId);
}
