using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>
/// How far a started run has come, so that a later daemon counts its deadline from when it began and goes on in its log where the last one
/// stopped.
/// </summary>
/// <param name="StartedAt">When its process was in the sandbox.</param>
internal sealed record RunProgress(DateTimeOffset StartedAt)
{
    /// <summary>
    /// The same moment by the clock that counts since the machine's start and is never set: what lives has seen no other start. Null in records
    /// that do not know it.
    /// </summary>
    public TimeSpan? StartedAfterBoot { get; init; }

    /// <summary>Its registration at GitHub; null in records that do not know it.</summary>
    public long? RunnerId { get; init; }

    public TimeSpan? JitCall { get; init; }

    public TimeSpan? Decision { get; init; }

    public string? RunnerVersion { get; init; }

    public RunMarks Marks { get; init; } = RunMarks.None;

    /// <summary>The byte of its log up to which whole lines are read.</summary>
    public long LogOffset { get; init; }

    /// <summary>What it left, once it has ended: from here on only the verdict is missing.</summary>
    public SandboxEnd? Left { get; init; }

    /// <summary>Why it was told to go; null while it was not. Whichever daemon finds it goes on with that.</summary>
    public StopCause? Stopped { get; init; }

    /// <summary>When it was first told.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Of a run whose record never knew: its age is what the wall clock says now, once. Later daemons must not ask a clock that may be set meanwhile.</summary>
    public RunProgress Anchored(TimeProvider clock)
    {
        var age = clock.GetUtcNow() - StartedAt;
        return StartedAfterBoot is null ? this with { StartedAfterBoot = clock.GetElapsedTime(0) - (age > TimeSpan.Zero ? age : TimeSpan.Zero) } : this;
    }
}
