namespace Ephemerd.Model;

/// <summary>Where a run is on its straight line. Order is walking order.</summary>
internal enum Phase
{
    Leased,
    Registered,
    Created,
    Started,
    Listening,
    Busy,
    Ending,
    Finished,
}
