namespace Ephemerd.Sandboxes;

/// <summary>Whether a runner has a job. Unknown counts as busy wherever something would be destroyed.</summary>
internal enum Busy
{
    No,
    Yes,
    Unknown,
}
