using System.Collections.Immutable;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Telemetry;

/// <summary>What a watcher of the board has seen of one run so far: its newest snapshot and when it came into each phase.</summary>
internal sealed record RunStory(RunSnapshot Last, ImmutableArray<PhaseMark> Marks)
{
    public bool Ended => Last.Phase == Phase.Finished;

    public static RunStory Begin(RunSnapshot first) => new(first, [new PhaseMark(first.Phase, first.PhaseAt)]);

    public RunStory With(RunSnapshot next) =>
        new(next, next.Phase == Last.Phase ? Marks : Marks.Add(new PhaseMark(next.Phase, next.PhaseAt)));
}

internal readonly record struct PhaseMark(Phase Phase, DateTimeOffset At);
