using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Keeping;

/// <summary>A command to keep: it runs on when the daemon goes.</summary>
/// <param name="Command">Its environment becomes the payload's; its working directory is <c>/</c> whatever it says. Built with <see cref="Marks"/>.</param>
/// <param name="Folder">Where its log, its record and its exit status go: its own, absolute, there, and the daemon's alone.</param>
/// <param name="GroupFiles">The <c>cgroup.procs</c> files to join, while still root, before anything else is started.</param>
/// <param name="OpenFiles">Hard and soft limit of open files; null leaves what is inherited. Core files are always off.</param>
/// <param name="Held">An open file that the keeper holds as long as it lives, and so the lock on it; the payload never has it.</param>
internal sealed record KeptCommand(
    ChildCommand Command, string Folder, KeptBoundary Boundary, IReadOnlyList<string> GroupFiles, int? OpenFiles, SafeFileHandle? Held = null);

/// <summary>What holds everything a payload starts.</summary>
internal enum KeptBoundary
{
    /// <summary>A pid namespace: ending its init ends all of it, whatever it did to hide.</summary>
    Namespace,

    /// <summary>A session and process group: a payload that calls setsid leaves it.</summary>
    Session,
}

/// <summary>The stages between the keeper and the payload. A stage that fails is our machinery's failure, never the job's.</summary>
internal enum KeptStage
{
    Keeper = 120,
    Groups = 121,
    Limits = 122,
    Rights = 123,
    Sandbox = 124,
    Payload = 125,
}

/// <summary>The words by which the stages of a kept command tell the keeper how far they came.</summary>
internal static class Marks
{
    // In a namespace nobody needs it: there bwrap's own first word proves as much, and a shell is a millisecond.
    private const string DroppedScript = "echo dropped >&4; exec \"$@\"";

    // The payload must not hold the keeper's pipe: with it a job could tell the keeper lies.
    private const string ReachedScript = "[ -x \"$1\" ] || exit 125; echo \"reached $$\" >&4; exec 3>&- 4>&- \"$@\"";

    /// <summary>Tells that root's rights are given up, then goes on to <paramref name="command"/>.</summary>
    public static IEnumerable<string> Dropped(IEnumerable<string> command) => ["/bin/sh", "-c", DroppedScript, "sh", .. command];

    /// <summary>Tells that the far side of the sandbox is reached and the payload is there and executable, then becomes it.</summary>
    public static IEnumerable<string> Reached(IEnumerable<string> payload) => ["/bin/sh", "-c", ReachedScript, "sh", .. payload];
}
