namespace Ephemerd.Model;

/// <summary>The kinds of event that the record of a run is made of, in the order of its life.</summary>
internal static class EventKinds
{
    public const string Leased = "job.leased";
    public const string Started = "job.started";
    public const string Finished = "job.finished";

    public static IReadOnlyList<string> All { get; } = [Leased, Started, Finished];
}
