namespace Ephemerd.Status;

/// <summary>A run and what is remembered of its life beside the snapshot.</summary>
/// <param name="Moments">What the ledger noted, oldest first.</param>
internal sealed record RunStory(RunSnapshot Run, IReadOnlyList<RunMoment> Moments);

/// <summary>Something that was reached or seen in a run's life.</summary>
internal sealed record RunMoment(DateTimeOffset At, string What, string Detail);
