namespace Ephemerd.Sweep;

/// <summary>
/// Everything this program makes that can be left behind, and so the one registry of it: what is not here is not made, or is kept on purpose (see
/// <see cref="FamilyRules.Of"/>). Whoever makes something new adds its family, and the compiler asks for the rest.
/// </summary>
internal enum Family
{
    /// <summary>A run's environment: processes, mounts, loop devices, slot or root directory, image, control groups, record.</summary>
    Sandbox,

    /// <summary>A runner registered at GitHub.</summary>
    Registration,

    /// <summary>An order in the ledger, and the lease written with it.</summary>
    Order,

    /// <summary>A control group that no environment accounts for.</summary>
    ControlGroup,

    /// <summary>Processes of a service user that nobody has claimed.</summary>
    UserProcesses,

    /// <summary>A disk image of a slot that no environment accounts for, or one that was never finished.</summary>
    Image,

    /// <summary>A runner release half fetched, half unpacked or half removed.</summary>
    PackageStage,

    /// <summary>A file that was being replaced when its writer died.</summary>
    PartialFile,

    /// <summary>The record and log of a run that has ended.</summary>
    RunFolder,
}
