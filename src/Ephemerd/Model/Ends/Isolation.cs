namespace Ephemerd.Model;

/// <summary>How far a run is kept from the machine, weakest first.</summary>
internal enum Isolation
{
    /// <summary>A process of the caller's own user.</summary>
    None,

    /// <summary>A process of a service user, without namespaces.</summary>
    ServiceUser,

    /// <summary>Own namespaces, under the caller's own user.</summary>
    Namespaces,

    /// <summary>Own namespaces under a service user.</summary>
    NamespacesAndServiceUser,

    /// <summary>A machine of its own.</summary>
    VirtualMachine,
}
