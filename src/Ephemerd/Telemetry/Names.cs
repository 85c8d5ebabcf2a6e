namespace Ephemerd.Telemetry;

/// <summary>
/// Names on the span of a run. Where OpenTelemetry has a convention (CI/CD and version control, https://opentelemetry.io/docs/specs/semconv/cicd/)
/// it is followed; what only this program knows is under <c>ephemerd.</c>.
/// </summary>
internal static class Names
{
    public const string Source = "Ephemerd";
    public const string Service = "ephemerd";
    public const string Span = "run";

    public const string Run = "ephemerd.run";
    public const string Backend = "ephemerd.backend";
    public const string Outcome = "ephemerd.outcome";
    public const string Reason = "ephemerd.reason";
    public const string Isolation = "ephemerd.isolation";
    public const string Labels = "ephemerd.labels";
    public const string Adopted = "ephemerd.adopted";
    public const string ExitCode = "process.exit.code";

    public const string Repository = "vcs.repository.name";
    public const string Ref = "vcs.ref.head.name";
    public const string Sha = "vcs.ref.head.revision";
    public const string Workflow = "cicd.pipeline.name";
    public const string WorkflowRunId = "cicd.pipeline.run.id";
    public const string Attempt = "ephemerd.attempt";
    public const string Job = "cicd.pipeline.task.name";
    public const string JobId = "cicd.pipeline.task.run.id";
    public const string JobUrl = "cicd.pipeline.task.run.url.full";
    public const string Conclusion = "ephemerd.conclusion";
    public const string WorkerName = "cicd.worker.name";
    public const string WorkerId = "cicd.worker.id";
}
