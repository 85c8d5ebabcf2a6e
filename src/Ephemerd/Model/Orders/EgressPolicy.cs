namespace Ephemerd.Model;

/// <summary>What a run may reach. Only <see cref="Open"/> may be merely recorded; the others are enforced or the work is refused.</summary>
internal enum EgressPolicy
{
    Open,
    Public,
    GitHub,
}
