using Ephemerd.PracticeRunner.Os;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>The administrator's scripts around a job.</summary>
internal sealed record JobHooks(string? Started, string? Completed)
{
    public static JobHooks FromEnvironment() => new(
        ProcessEnvironment.Read("ACTIONS_RUNNER_HOOK_JOB_STARTED"), ProcessEnvironment.Read("ACTIONS_RUNNER_HOOK_JOB_COMPLETED"));

    /// <summary>Why a hook cannot be used; null when both can. (The real runner also takes .ps1 and .js.)</summary>
    public string? Problem()
    {
        foreach (var path in new[] { Started, Completed }.OfType<string>())
        {
            if (!File.Exists(path))
            {
                return $"File doesn't exist: the job hook '{path}'";
            }

            if (Path.GetExtension(path) != ".sh")
            {
                return $"The practice runner takes only .sh job hooks, not '{path}'";
            }
        }

        return null;
    }
}
