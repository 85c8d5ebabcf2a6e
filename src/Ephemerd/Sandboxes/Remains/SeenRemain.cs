using Ephemerd.Model;

namespace Ephemerd.Sandboxes.Remains;

/// <summary>Something beside an environment.</summary>
/// <param name="Name">A path, or a user's name: the same thing bears the same name at every look, and two backends that share it name it alike.</param>
/// <param name="Run">Whose it is, as far as its name tells.</param>
/// <param name="InUse">Somebody uses it now; false only when that is known.</param>
internal sealed record SeenRemain(RemainKind Kind, string Name, SandboxName? Run, bool InUse);

internal enum RemainKind
{
    ControlGroup,
    UserProcesses,
    Image,
}
