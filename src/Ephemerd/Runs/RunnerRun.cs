using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// One life: lease → registration → sandbox → wait → verdict. Read <see cref="WalkAsync"/> aloud. Whatever happens, what was taken is let go in
/// reverse, the sandbox first and the lease last; the verdict is found afterwards, so that finding it holds no place.
/// </summary>
internal sealed partial class RunnerRun(RunnerOrder order, RunDoors doors, RunBooks books, TimeProvider clock, ILogger<RunnerRun> log) : IDisposable
{
    /// <summary>
    /// How long GitHub may take to tell how a job ended after its runner left. Its listings lag by up to 10 s, and a burst can hold our own looks
    /// back for the whole minute of the secondary limit; the wait holds no place, so it is generous.
    /// </summary>
    private static readonly TimeSpan ConclusionBound = TimeSpan.FromMinutes(3);

    private readonly RunStops _stops = new();
    private RunnerPackage? _package;
    private RunEnd _facts = new(Outcome.Lost, "not judged", default);

    public RunnerOrder Order => order;

    public void RequestStop(StopCause cause, StopLadder ladder) => _stops.Request(cause, ladder);

    public void Dispose() => _stops.Dispose();

    /// <summary>The whole life of a new run, from the lease in hand to the end in the ledger.</summary>
    public async Task<RunResult> LiveAsync(LeaseHold lease)
    {
        var evidence = await EvidenceAsync(() => WalkAsync(lease)).ConfigureAwait(false);
        return await JudgeAsync(evidence).ConfigureAwait(false);
    }

    /// <summary>The rest of the life of a run that an earlier daemon started: the same line, entered further down.</summary>
    public async Task<RunResult> ResumeAsync(LeaseHold lease, ISandbox sandbox)
    {
        var evidence = await EvidenceAsync(() => RejoinAsync(lease, sandbox)).ConfigureAwait(false);
        return await JudgeAsync(evidence).ConfigureAwait(false);
    }

    private async Task<RunEvidence> WalkAsync(LeaseHold taken)
    {
        var stop = _stops.BeforeStart;
        await using var lease = taken;
        await books.Ledger.IntendAsync(order, lease.Lease, stop).ConfigureAwait(false);
        var github = doors.GitHub(order.Class.Repo) ?? throw new InvalidOperationException($"{order.Class.Repo} is granted runners and not watched.");
        var host = doors.Hosts[order.Class.Backend];
        _package = await doors.Releases.ObtainAsync(github, order.Class.Repo, host.Capabilities, stop).ConfigureAwait(false);

        var asked = clock.GetTimestamp();
        await using var ticket = await RunnerTicket.RegisterAsync(github, order, log, stop).ConfigureAwait(false);
        Registered(ticket, clock.GetElapsedTime(asked));

        await using var sandbox = await host.CreateAsync(Wanted(), stop).ConfigureAwait(false);
        Tell(Phase.Created);
        await sandbox.ConfigureAsync(ticket.Config, stop).ConfigureAwait(false);
        await sandbox.StartAsync(stop).ConfigureAwait(false);
        Started(sandbox);

        return await UntilEndAsync(sandbox, ticket).ConfigureAwait(false);
    }

    private async Task<RunEvidence> RejoinAsync(LeaseHold taken, ISandbox found)
    {
        await using var lease = taken;
        await using var ticket = RunnerTicket.Adopt(doors.GitHub(order.Class.Repo), order, log);
        await using var sandbox = found;
        Started(sandbox);
        return await UntilEndAsync(sandbox, ticket).ConfigureAwait(false);
    }

    private async Task<RunEvidence> UntilEndAsync(ISandbox sandbox, RunnerTicket ticket)
    {
        await books.Ledger.NoteAsync(order.Name, "started", sandbox.Achieved.Isolation.ToString(), CancellationToken.None).ConfigureAwait(false);
        var startedAt = clock.GetUtcNow();
        var watch = new RunWatch(order, sandbox, ticket, _stops, clock, Tell);
        await using var gate = GateWatch.Begin(
            order, sandbox.Gate, books.Demand, clock, log, () => _stops.Request(StopCause.Refused, StopLadder.AtOnce));
        var ended = await WatchAsync(watch).ConfigureAwait(false);
        _facts = _facts with { ExitCode = ended.End.ExitCode };
        if (ended.End is { SawJob: true, ConfigLeft: false })
        {
            ticket.UsedUp();
        }

        if (ended.End.SawJob)
        {
            books.Demand.Spend(order.Name, order.Class);
        }

        if (_package is { } package && ended.Stopped is null)
        {
            var queued = books.Demand.Snapshot().Waiting.Any(j => j.Class?.Class == order.Class);
            doors.Releases.Ended(package.Version, ended.End, queued, clock.GetUtcNow() - startedAt);
        }

        Tell(Phase.Ending);
        return ended;
    }

    /// <summary>Which job it took is seen while it runs: an operator ends or reads a run by its job's number.</summary>
    private async Task<RunEvidence.Ended> WatchAsync(RunWatch watch)
    {
        books.Demand.Changed += NoteJob;
        try
        {
            return await watch.UntilEndAsync().ConfigureAwait(false);
        }
        finally
        {
            books.Demand.Changed -= NoteJob;
        }
    }

    private void NoteJob()
    {
        if (books.Demand.TakenBy(order.Name)?.Facts is { } job && books.Board.Find(order.Name)?.Job != job)
        {
            books.Board.Update(order.Name, s => s with { Job = job });
        }
    }

    /// <summary>Each kind of fault has its own exit from the line; what none of them is, is ours and said so.</summary>
    private async Task<RunEvidence> EvidenceAsync(Func<Task<RunEvidence>> walk)
    {
        try
        {
            return await walk().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stops.Cause is { } cause)
        {
            return new RunEvidence.NotStarted(cause);
        }
        catch (ReleaseFault e)
        {
            return new RunEvidence.NoPackage(e.Message, e.TooOld);
        }
        catch (RegistrationFault e)
        {
            return new RunEvidence.NotRegistered(e.Fault);
        }
        catch (SandboxFault e)
        {
            LogSandboxFault(order.Name, e);
            return new RunEvidence.NotMade(e.Step, e.Message);
        }
        catch (LedgerFault e)
        {
            // Nothing was made yet: the intent comes first. Without a durable intent a crash could leave what nobody remembers, so nothing is begun.
            return new RunEvidence.NotWritten(e.Message);
        }
    }

    private async Task<RunResult> JudgeAsync(RunEvidence evidence)
    {
        var job = books.Demand.TakenBy(order.Name);
        // A runner ended at once could not tell GitHub, which then takes ten minutes to give the job up: nobody who hurries waits for that.
        // Nor is there anything to learn of a job that was refused.
        if (evidence is RunEvidence.Ended { End: { SawJob: true, Refused: null } } && _stops.Ladder != StopLadder.AtOnce)
        {
            doors.LookAgain(order.Class.Repo);
            job = await books.Demand.ConcludedAsync(order.Name, ConclusionBound, CancellationToken.None).ConfigureAwait(false);
        }

        var (outcome, reason) = RunOutcomeRules.From(evidence, job?.Facts);
        var end = _facts with { Outcome = outcome, Reason = reason, EndedAt = clock.GetUtcNow(), Job = job?.Facts };
        books.Board.Update(order.Name, s => s with
        {
            Phase = Phase.Finished, PhaseAt = end.EndedAt, Outcome = outcome, Reason = reason, Job = job?.Facts, EndedAt = end.EndedAt, ExitCode = end.ExitCode,
        });
        books.Demand.Forget(order.Name);
        await books.Ledger.EndAsync(order.Name, end, CancellationToken.None).ConfigureAwait(false);
        LogEnded(order.Name, outcome, reason);
        return new RunResult(order, outcome, reason, RunOutcomeRules.Blames(evidence, outcome), RunOutcomeRules.NotBefore(evidence));
    }

    private SandboxOrder Wanted() => new(order.Name, order.Limits, order.Egress, _package?.Path ?? string.Empty);

    private void Registered(RunnerTicket ticket, TimeSpan took)
    {
        var version = _package?.Version.ToString();
        _facts = _facts with { JitCall = took, RunnerVersion = version };
        books.Board.Update(order.Name, s => s with { Phase = Phase.Registered, PhaseAt = clock.GetUtcNow(), JitCall = took, RunnerId = ticket.RunnerId, RunnerVersion = version });
    }

    private void Started(ISandbox sandbox)
    {
        var (now, achieved) = (clock.GetUtcNow(), sandbox.Achieved);
        books.Board.Update(order.Name, s => s with
        {
            Phase = Phase.Started, PhaseAt = now, StartedAt = now, Isolation = achieved.Isolation, User = achieved.User, Limits = achieved.Limits, LogPath = sandbox.LogPath,
        });
        _facts = _facts with
        {
            StartedAt = now,
            Decision = now - order.GrantedAt - _facts.JitCall,
            IsolationAchieved = achieved.Isolation,
            User = achieved.User,
            Limits = achieved.Limits,
        };
    }

    private void Tell(Phase phase) => books.Board.Update(order.Name, s => s with
    {
        Phase = phase, PhaseAt = clock.GetUtcNow(), BusyAt = phase == Phase.Busy ? clock.GetUtcNow() : s.BusyAt,
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} ended as {Outcome}: {Reason}")]
    private partial void LogEnded(SandboxName run, Outcome outcome, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Run}: our machinery failed")]
    private partial void LogSandboxFault(SandboxName run, Exception e);
}
