using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Steps;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>The administrator's scripts around a job. One that cannot run fails its own step, and steps that always run come after it all the same.</summary>
internal sealed record JobHooks(string? Started, string? Completed)
{
    public static JobHooks FromEnvironment() => new(
        ProcessEnvironment.Read("ACTIONS_RUNNER_HOOK_JOB_STARTED"), ProcessEnvironment.Read("ACTIONS_RUNNER_HOOK_JOB_COMPLETED"));

    public static Task<JobResult> RunAsync(string path, StepOutput output, Func<Task<JobResult>> run)
    {
        if (Problem(path) is not { } problem)
        {
            return run();
        }

        output.Fail(problem);
        return Task.FromResult(JobResult.Failed);
    }

    /// <summary>Why a hook cannot be used; null when it can. (The real runner also takes .ps1 and .js.)</summary>
    private static string? Problem(string path) =>
        !File.Exists(path) ? $"File doesn't exist: the job hook '{path}'"
        : Path.GetExtension(path) != ".sh" ? $"The practice runner takes only .sh job hooks, not '{path}'"
        : null;
}
