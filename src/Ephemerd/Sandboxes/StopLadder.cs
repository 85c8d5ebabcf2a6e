namespace Ephemerd.Sandboxes;

/// <summary>How gently a run is ended.</summary>
internal enum StopLadder
{
    Orderly,
    AtOnce,
}
