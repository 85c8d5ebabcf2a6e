namespace Ephemerd.Status.Control;

/// <summary>Why the control socket did not do what was asked, in words for an operator.</summary>
internal sealed class ControlFault : Exception
{
    public ControlFault(ControlFaultKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public ControlFaultKind Kind { get; }

    /// <summary>How many bytes of a copy had come when it broke off; null when no answer had begun.</summary>
    public long? Copied { get; init; }
}

internal enum ControlFaultKind
{
    /// <summary>No daemon listens there, or it went away.</summary>
    NotReachable,

    /// <summary>Nothing, or more than one thing, fits the key.</summary>
    NotFound,

    /// <summary>The daemon understood and will not.</summary>
    Refused,

    /// <summary>The request says what cannot be asked: repeating it unchanged is pointless.</summary>
    Wrong,
}
