namespace Ephemerd.Sandboxes;

/// <summary>How a runner ended and what it left: evidence, not a verdict (an exit code of 0 says almost nothing of the job).</summary>
/// <param name="EndedAt">When its exit status was written; null when nobody wrote one.</param>
/// <param name="ExitCode">As the process gave it; 128 + n for a signal; null when nobody recorded one (lost with the machine).</param>
/// <param name="OomKilled">The kernel ended something of this run at this run's own memory limit.</param>
/// <param name="DiskFull">The slot reached its size.</param>
/// <param name="ConfigLeft">The runner's three registration files are still there: an ephemeral runner deletes them after a finished job.</param>
/// <param name="SawListening">The runner said <c>Listening for Jobs</c>.</param>
/// <param name="SawJob">The runner said <c>Running job</c>.</param>
/// <param name="SaidTooOld">The runner exited with 7 or said that its version is deprecated.</param>
/// <param name="LastLines">The end of its output, at most 4 KiB, for the reason.</param>
internal sealed record SandboxEnd(
    DateTimeOffset? EndedAt, int? ExitCode, bool OomKilled, bool DiskFull, bool ConfigLeft, bool SawListening, bool SawJob, bool SaidTooOld, string LastLines)
{
    /// <summary>Why the gate refused its job; null when it let one through or none came.</summary>
    public string? Refused { get; init; }

    /// <summary>A job stood at the gate and nobody answered, so it never began.</summary>
    public bool Unanswered { get; init; }
}
