using Ephemerd.GitHub;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>How a run's straight line was left: one case per exit.</summary>
internal abstract record RunEvidence
{
    private RunEvidence()
    {
    }

    /// <summary>No runner release could be had.</summary>
    internal sealed record NoPackage(string Message, bool TooOld) : RunEvidence;

    /// <summary>GitHub did not register the runner.</summary>
    internal sealed record NotRegistered(GitHubFault Fault) : RunEvidence;

    /// <summary>The order could not be written down, and nothing was begun.</summary>
    internal sealed record NotWritten(string Message) : RunEvidence;

    /// <summary>The backend's machinery failed at a step.</summary>
    internal sealed record NotMade(SandboxStep Step, string Message) : RunEvidence;

    /// <summary>The runner lived and ended. <paramref name="Stopped"/> is null when it ended by itself.</summary>
    internal sealed record Ended(SandboxEnd End, StopCause? Stopped) : RunEvidence;

    /// <summary>The daemon was told to stop before the runner was started.</summary>
    internal sealed record NotStarted(StopCause Cause) : RunEvidence;
}
