namespace Ephemerd.TestBed.Daemon;

// What `explain --json` and `events --json` print, as a script of an operator would read it.

/// <param name="Waiting">Null when the job does not wait.</param>
public sealed record DaemonExplanation(string Key, DaemonExplainedJob? Waiting, IReadOnlyList<DaemonStory> Runs);

public sealed record DaemonExplainedJob(DaemonWaiting Job, IReadOnlyList<DaemonRuling> Questions);

public sealed record DaemonRuling(string Question, bool Holds, string Verdict, string? Why, IReadOnlyList<DaemonFact> Facts);

public sealed record DaemonFact(string Name, string Value, string Source, DateTimeOffset At, double AgeSeconds);

public sealed record DaemonStory(DaemonRun Run, IReadOnlyList<DaemonMoment> Story);

public sealed record DaemonMoment(DateTimeOffset At, string What, string Detail);

public sealed record DaemonEvents(IReadOnlyList<DaemonEvent> Events, long Last);

public sealed record DaemonEvent(long Id, string Run, DateTimeOffset At, string Kind, string Detail);
