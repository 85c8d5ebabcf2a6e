namespace Ephemerd.Runs;

/// <summary>When the runner was seen to say what. Null while it has not.</summary>
internal sealed record RunMarks(DateTimeOffset? ListeningAt, DateTimeOffset? BusyAt)
{
    public static RunMarks None { get; } = new(null, null);
}
