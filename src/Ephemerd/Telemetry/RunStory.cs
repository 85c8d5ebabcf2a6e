using System.Collections.Immutable;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Telemetry;

/// <summary>What a watcher of the board has seen of one run so far: its newest snapshot and when it came into each phase.</summary>
internal sealed record RunStory(RunSnapshot Last, ImmutableArray<PhaseMark> Marks)
{
    /// <summary>
    /// When it came into each phase, as far as anybody knows: of a run that was taken up the records of the daemon before tell what this one did not see.
    /// </summary>
    public IEnumerable<PhaseMark> Known => Last.Adopted
        ? Marks.Concat(Recorded).GroupBy(m => m.Phase).Select(g => g.MinBy(m => m.At)).OrderBy(m => m.At).ThenBy(m => m.Phase)
        : Marks;

    public bool Ended => Last.Phase == Phase.Finished;

    private IEnumerable<PhaseMark> Recorded =>
    [
        new(Phase.Leased, Last.Order.GrantedAt),
        .. Last.StartedAt is { } started ? [new PhaseMark(Phase.Started, started)] : Array.Empty<PhaseMark>(),
        .. Last.BusyAt is { } busy ? [new PhaseMark(Phase.Busy, busy)] : Array.Empty<PhaseMark>(),
    ];

    public static RunStory Begin(RunSnapshot first) => new(first, [new PhaseMark(first.Phase, first.PhaseAt)]);

    public RunStory With(RunSnapshot next) =>
        new(next, next.Phase == Last.Phase ? Marks : Marks.Add(new PhaseMark(next.Phase, next.PhaseAt)));
}

internal readonly record struct PhaseMark(Phase Phase, DateTimeOffset At);
