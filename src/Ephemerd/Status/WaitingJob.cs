using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>A queued job and why it has no runner yet, as of the last tick.</summary>
internal sealed record WaitingJob(QueuedJob Job, RunnerClass? Class, Verdict Verdict, string Reason);
