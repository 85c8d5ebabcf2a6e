namespace Ephemerd.Benchmarks.Crashing;

/// <summary>One moment at which the daemon is killed.</summary>
/// <param name="Act">Leads to the moment, kills, and leaves another daemon that is ready.</param>
internal sealed record CrashPoint(string Name, string What, Func<CrashScene, CancellationToken, Task> Act)
{
    /// <summary>In the order of a run's life.</summary>
    public static IReadOnlyList<CrashPoint> All { get; } =
    [
        new("first_look", "GitHub has not answered the first look", BeforeTheRunner.FirstLookAsync),
        new("package_offer", "the order is written down, GitHub has not said which runner it offers", BeforeTheRunner.PackageOfferAsync),
        new("package_download", "half of the runner package is here", BeforeTheRunner.PackageDownloadAsync),
        new("jit_call", "GitHub is about to register the runner", BeforeTheRunner.JitCallAsync),
        new("jit_answer", "GitHub has registered the runner and its answer is unread", BeforeTheRunner.JitAnswerAsync),
        new("sandbox_create", "the slot's disk image is being copied", BeforeTheRunner.SandboxCreateAsync),
        new("sandbox_start", "the registration is in the slot, the keeper is on its way", BeforeTheRunner.SandboxStartAsync),
        new("runner_silent", "the runner is started and has no session yet", WithTheRunner.SilentAsync),
        new("runner_idle", "the runner listens and its job was cancelled", WithTheRunner.IdleAsync),
        new("job_offered", "the runner was offered a job and has not acquired it", WithTheRunner.OfferedAsync),
        new("job_running", "the job is in a step", WithTheRunner.RunningAsync),
        new("drain", "the daemon drains and its job is in a step", WithTheRunner.DrainAsync),
        new("second_crash", "the next daemon takes up a running job and an order without a sandbox", WithTheRunner.SecondCrashAsync),
        new("job_ends_unseen", "the job ends while no daemon lives", AfterTheJob.EndsUnseenAsync),
        new("runner_exit", "the runner has just left", AfterTheJob.RunnerExitAsync),
        new("conclusion_look", "GitHub has not said yet how the job ended", AfterTheJob.ConclusionLookAsync),
        new("registration_delete", "GitHub has not answered the removal of a registration", AfterTheJob.RegistrationDeleteAsync),
        new("storm", "five kills at moments drawn by chance, over four jobs", AfterTheJob.StormAsync),
    ];
}
