using Ephemerd.Processes;

namespace Ephemerd.Sandboxes.Lives;

/// <summary>What is a backend's own in the life of a kept run. Faults of input and output are thrown as they come.</summary>
internal interface IKeptParts
{
    /// <summary>Whom an interrupt is for: the runner itself. Null when it is gone.</summary>
    ProcessIdentity? Payload();

    /// <summary>What the runner left. Called when nothing of it lives and before anything is removed.</summary>
    SandboxEnd ReadEnd();

    /// <summary>Ends what the daemon itself has going for the run (watches, a keeper that still waits). Bounded; throws nothing.</summary>
    Task LetGoAsync();

    /// <summary>Removes everything that is not a process. Called once per disposal.</summary>
    /// <param name="ended">Whether all processes are proven gone; if not, what they use stays.</param>
    /// <returns>Null when all is gone, else what is not.</returns>
    Task<string?> RemoveAsync(bool ended);
}
