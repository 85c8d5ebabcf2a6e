using Ephemerd.Demand;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// What one run tells of itself, in one place for all who listen: the board, the sealed record beside it, the ledger. Called by the run's own
/// line only, but for <see cref="SeeJob"/>.
/// </summary>
internal sealed partial class RunJournal(RunnerOrder order, RunBooks books, TimeProvider clock, ILogger log)
{
    private RunEnd _facts = new(Outcome.Lost, "not judged", default);
    private JobFacts? _sighted;
    private long? _runnerId;
    private RunnerPackage? _package;
    private bool _deaf;

    public RunnerOrder Order => order;

    /// <summary>The job that looks show its runner with.</summary>
    public ObservedJob? TakenJob => books.Demand.TakenBy(order.Name);

    /// <summary>How far it came; null until it is started.</summary>
    public RunProgress? Progress { get; private set; }

    /// <summary>Goes on with what an earlier daemon wrote.</summary>
    public void GoOn(RunProgress earlier)
    {
        Progress = earlier.Anchored(clock);
        _facts = _facts with { StartedAt = earlier.StartedAt, JitCall = earlier.JitCall, Decision = earlier.Decision, RunnerVersion = earlier.RunnerVersion };
        books.Board.Update(order.Name, s => s with
        {
            StartedAt = earlier.StartedAt, BusyAt = earlier.Marks.BusyAt, JitCall = earlier.JitCall, RunnerVersion = earlier.RunnerVersion,
        });
    }

    public void Registered(long runnerId, TimeSpan took, RunnerPackage? package)
    {
        var version = package?.Version.ToString();
        (_runnerId, _package) = (runnerId, package);
        _facts = _facts with { JitCall = took, RunnerVersion = version };
        books.Board.Update(order.Name, s => s with { Phase = Phase.Registered, PhaseAt = clock.GetUtcNow(), JitCall = took, RunnerId = runnerId, RunnerVersion = version });
    }

    public void Reached(Phase phase) => books.Board.Update(order.Name, s => s with { Phase = phase, PhaseAt = clock.GetUtcNow() });

    public async Task StartedAsync(ISandbox sandbox)
    {
        var achieved = sandbox.Achieved;
        Progress ??= new RunProgress(clock.GetUtcNow()) { StartedAfterBoot = clock.GetElapsedTime(0), JitCall = _facts.JitCall, RunnerVersion = _facts.RunnerVersion, RunnerId = _runnerId };
        var decision = Progress.Decision ?? Progress.StartedAt - order.GrantedAt - _facts.JitCall;
        Progress = Progress with { Decision = decision };
        _facts = _facts with
        {
            StartedAt = Progress.StartedAt, Decision = decision, IsolationAchieved = achieved.Isolation, User = achieved.User, Limits = achieved.Limits,
        };
        books.Board.Update(order.Name, s => s with
        {
            Phase = PhaseOf(Progress.Marks), PhaseAt = clock.GetUtcNow(), StartedAt = Progress.StartedAt, Isolation = achieved.Isolation, User = achieved.User, Limits = achieved.Limits,
            LogPath = sandbox.LogPath,
        });
        books.Register.Progress(order.Name, Progress);
        await books.Register.StartAsync(
            order,
            new RunStart(Progress.StartedAt, achieved) { RunnerId = _runnerId, RunnerVersion = _facts.RunnerVersion, Package = _package?.Sha256 }).ConfigureAwait(false);
    }

    /// <summary>The runner said something that changes where it is.</summary>
    public void Heard(RunMarks marks, long offset)
    {
        if (Progress?.Marks.ListeningAt is null && PhaseOf(marks) != Phase.Started)
        {
            books.Retries.Came(order);
        }

        Write(p => p with { Marks = marks, LogOffset = offset });
        books.Board.Update(order.Name, s => s with { Phase = PhaseOf(marks), PhaseAt = clock.GetUtcNow(), BusyAt = marks.BusyAt });
    }

    /// <summary>It has a job, and no look may have shown which one yet.</summary>
    public void Took(TimeSpan ago) => books.Demand.Spend(order.Name, order.Class, ago);

    /// <summary>What the runner says cannot be read now, which says nothing of the runner.</summary>
    public void Deaf(Exception fault)
    {
        if (!_deaf)
        {
            LogDeaf(order.Name, fault);
        }

        _deaf = true;
    }

    /// <summary>It is told to go. Gives when it first was, which may be long ago and by another daemon.</summary>
    public DateTimeOffset Ending(StopCause cause, DateTimeOffset now)
    {
        if (Progress?.StoppedAt is null)
        {
            Write(p => p with { Stopped = cause, StoppedAt = now });
        }

        Reached(Phase.Ending);
        return Progress!.StoppedAt ?? now;
    }

    /// <summary>The runner is gone; only the verdict is missing, and a later daemon can find it from this.</summary>
    public void Left(RunEvidence.Ended ended)
    {
        _facts = _facts with { ExitCode = ended.End.ExitCode, LeftAt = ended.End.EndedAt ?? clock.GetUtcNow() };
        Write(p => p with { Left = ended.End, Stopped = ended.Stopped });
        Reached(Phase.Ending);
    }

    /// <summary>Which job it took is seen while it runs: an operator ends or reads a run by its job's number. Safe from any thread.</summary>
    public void SeeJob()
    {
        if (TakenJob?.Facts is { } job && books.Board.Find(order.Name)?.Job != job)
        {
            books.Board.Update(order.Name, s => s with { Job = job });
        }
    }

    /// <summary>The first sighting is written down, so that a later daemon can ask after a job that is in no listing any more.</summary>
    public async Task SightAsync()
    {
        if (_sighted is null && TakenJob?.Facts is { } job)
        {
            _sighted = job;
            await books.Register.SightAsync(order.Name, job).ConfigureAwait(false);
        }
    }

    public async Task CloseAsync(Outcome outcome, string reason, JobFacts? job)
    {
        var end = _facts with { Outcome = outcome, Reason = reason, EndedAt = clock.GetUtcNow(), BusyAt = Progress?.Marks.BusyAt, Job = job };
        books.Board.Update(order.Name, s => s with
        {
            Phase = Phase.Finished, PhaseAt = end.EndedAt, Outcome = outcome, Reason = reason, Job = job, EndedAt = end.EndedAt, ExitCode = end.ExitCode,
        });
        await books.Register.CloseAsync(order, end).ConfigureAwait(false);
    }

    private static Phase PhaseOf(RunMarks marks) => marks.BusyAt is not null ? Phase.Busy : marks.ListeningAt is not null ? Phase.Listening : Phase.Started;

    private void Write(Func<RunProgress, RunProgress> change)
    {
        Progress = change(Progress ?? throw new InvalidOperationException($"{order.Name} is not started."));
        books.Register.Progress(order.Name, Progress);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Run}: what its runner says cannot be read; it counts as busy meanwhile, and is asked again every second")]
    private partial void LogDeaf(SandboxName run, Exception fault);
}
