using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;

namespace Ephemerd.Sandboxes.Remains;

/// <summary>By what it is known, beside the look itself, that nothing of an environment lives.</summary>
internal enum DeathProof
{
    /// <summary>Nothing but the look: no process was found.</summary>
    None,

    /// <summary>Its keeper wrote down how it ended.</summary>
    ExitWritten,

    /// <summary>The processes it had are known by pid and start time, and are gone.</summary>
    ProcessGone,

    /// <summary>It lived before this machine was started.</summary>
    BootChanged,
}

internal static class DeathProofs
{
    /// <summary>For a record of which nothing is alive.</summary>
    public static DeathProof Of(KeptRecord kept)
    {
        if (kept.Exit is not null)
        {
            return DeathProof.ExitWritten;
        }

        return (kept.Inside ?? kept.Keeper)?.Boot switch
        {
            null => DeathProof.None,
            var boot => boot == ProcessIdentity.CurrentBoot ? DeathProof.ProcessGone : DeathProof.BootChanged,
        };
    }
}
