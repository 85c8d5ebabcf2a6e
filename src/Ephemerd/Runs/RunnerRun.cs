using Ephemerd.Admission;
using Ephemerd.Demand;
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
    private readonly RunStops _stops = new();
    private readonly RunJournal _journal = new(order, books, clock, log);

    /// <summary>Null while how it ended is still to be found.</summary>
    private (Outcome Outcome, string Reason)? _settled;

    /// <summary>What it has made, and whether something that could not be made wholly lives.</summary>
    private (RunnerTicket? Ticket, ISandbox? Sandbox, bool Unmade) _made;

    public RunnerOrder Order => order;

    public void RequestStop(StopCause cause, StopLadder ladder) => _stops.Request(cause, ladder);

    /// <summary>For a runner that nothing queued needs: it goes if it has no job.</summary>
    public void RequestRetire(StopCause cause) => _stops.RequestRetire(cause);

    /// <summary>An earlier daemon started its runner, which may have a job: from the first moment on it is retired only if GitHub lets it go.</summary>
    public void Began() => _stops.Starting();

    public void Dispose() => _stops.Dispose();

    /// <summary>The whole life of a new run, from the lease in hand to the end in the ledger.</summary>
    public async Task LiveAsync(LeaseHold lease)
    {
        var evidence = await UnderLeaseAsync(lease, null, () => WalkAsync(lease)).ConfigureAwait(false);
        await JudgeAsync(evidence, null).ConfigureAwait(false);
    }

    /// <summary>The rest of the life of a run that an earlier daemon started: the same line, entered further down.</summary>
    public async Task ResumeAsync(LeaseHold lease, ISandbox sandbox, EarlierLife earlier)
    {
        _journal.GoOn(earlier.Progress);
        var evidence = await UnderLeaseAsync(lease, earlier.Job, () => RejoinAsync(lease, sandbox)).ConfigureAwait(false);
        await JudgeAsync(evidence, earlier.Job).ConfigureAwait(false);
    }

    /// <summary>Only the verdict of a run that an earlier daemon saw to its end, or that ended while none looked and left nothing but its records.</summary>
    public async Task ConcludeAsync(EarlierLife earlier, RunEvidence.Ended left)
    {
        _journal.GoOn(earlier.Progress);
        await using (Adopted())
        {
            // Its registration may be left, and disposing takes it back.
        }

        _journal.Left(left);
        await JudgeAsync(left, earlier.Job).ConfigureAwait(false);
    }

    /// <summary>Of a run that left no trace when its daemon ended: at most a registration can be left of it.</summary>
    public async Task ForsakeAsync()
    {
        await using (Adopted())
        {
            // Disposing takes it back.
        }

        await _journal.CloseAsync(Outcome.Lost, "an earlier daemon ended before this run left a trace", null).ConfigureAwait(false);
    }

    /// <summary>
    /// Let go last, and after what failed was counted: the tick that the free place rings must not order into the same failure. What even its disposal could
    /// not prove gone goes on counting.
    /// </summary>
    private async Task<RunEvidence> UnderLeaseAsync(LeaseHold taken, JobSighting? known, Func<Task<RunEvidence>> walk)
    {
        await using var lease = taken;
        try
        {
            var evidence = await EvidenceAsync(walk).ConfigureAwait(false);
            if (known is null && _journal.TakenJob is null && !RunOutcomeRules.IsGitHubsToSay(evidence, Word))
            {
                _settled = Settle(evidence, null);
            }

            return evidence;
        }
        finally
        {
            if (_made is { Sandbox.MayLive: true } or { Unmade: true })
            {
                lease.Leave();
            }
        }
    }

    private async Task<RunEvidence> WalkAsync(LeaseHold lease)
    {
        var stop = _stops.BeforeStart;
        await books.Register.IntendAsync(order, lease.Lease, stop).ConfigureAwait(false);
        var github = doors.GitHub(order.Class.Repo) ?? throw new InvalidOperationException($"{order.Class.Repo} is granted runners and not watched.");
        var host = doors.Hosts[order.Class.Backend];
        var package = await doors.Releases.ObtainAsync(github, order.Class.Repo, host.Capabilities, stop).ConfigureAwait(false);

        var asked = clock.GetTimestamp();
        await using var ticket = await RunnerTicket.RegisterAsync(github, order, log, stop).ConfigureAwait(false);
        _made.Ticket = ticket;
        _journal.Registered(ticket.RunnerId, clock.GetElapsedTime(asked), package);

        await using var sandbox = await host.CreateAsync(Wanted(package), stop).ConfigureAwait(false);
        _made.Sandbox = sandbox;
        _journal.Reached(Phase.Created);
        await sandbox.ConfigureAsync(ticket.Config, stop).ConfigureAwait(false);
        _stops.Starting();
        await sandbox.StartAsync(stop).ConfigureAwait(false);

        var ended = await UntilEndAsync(lease, sandbox, ticket).ConfigureAwait(false);
        Assess(package, ended);
        return ended;
    }

    private async Task<RunEvidence> RejoinAsync(LeaseHold lease, ISandbox found)
    {
        await using var ticket = Adopted();
        await using var sandbox = found;
        _made.Sandbox = found;
        return await UntilEndAsync(lease, sandbox, ticket).ConfigureAwait(false);
    }

    private async Task<RunEvidence.Ended> UntilEndAsync(LeaseHold lease, ISandbox sandbox, RunnerTicket ticket)
    {
        await _journal.StartedAsync(sandbox).ConfigureAwait(false);
        await using var gate = GateWatch.Begin(new GateWords(
            order, books.Demand, () => doors.LookAgain(order.Class.Repo), () => _stops.Request(StopCause.Refused, StopLadder.AtOnce)), sandbox.Gate, clock, log);
        var ended = await WatchAsync(new RunWatch(lease, _journal, sandbox, ticket, _stops, clock)).ConfigureAwait(false);
        if (ended.End is { SawJob: true, ConfigLeft: false })
        {
            ticket.UsedUp();
        }

        _journal.Left(ended);
        return ended;
    }

    private async Task<RunEvidence.Ended> WatchAsync(RunWatch watch)
    {
        books.Demand.Changed += _journal.SeeJob;
        try
        {
            return await watch.UntilEndAsync().ConfigureAwait(false);
        }
        finally
        {
            books.Demand.Changed -= _journal.SeeJob;
        }
    }

    /// <summary>Tells the shelf how this release did; one we ended ourselves says nothing of it.</summary>
    private void Assess(RunnerPackage? package, RunEvidence.Ended ended)
    {
        if (package is not null && ended.Stopped is null && _journal.Progress is { } progress)
        {
            var queued = books.Demand.Snapshot().Waiting.Any(j => j.Class?.Class == order.Class);
            doors.Releases.Ended(package.Version, ended.End, queued, clock.GetUtcNow() - progress.StartedAt);
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
            _made.Unmade = e.MayLive;
            return new RunEvidence.NotMade(e.Step, e.Message);
        }
        catch (LedgerFault e)
        {
            // Nothing was made yet: the intent comes first. Without a durable intent a crash could leave what nobody remembers, so nothing is begun.
            return new RunEvidence.NotWritten(e.Message);
        }
    }

    private async Task JudgeAsync(RunEvidence evidence, JobSighting? known)
    {
        ObservedJob? job;
        try
        {
            // Finding it may take longer than this daemon lives.
            await _journal.SightAsync().ConfigureAwait(false);
            job = await new ConclusionSearch(order, doors, books.Demand, clock).FindAsync(evidence, known, Word, _stops.Hurry).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogUnjudged(order.Name);
            return;
        }

        var (outcome, reason) = _settled ?? Settle(evidence, job?.Facts);
        await _journal.CloseAsync(outcome, reason, job?.Facts).ConfigureAwait(false);
        LogEnded(order.Name, outcome, reason);
    }

    private (Outcome Outcome, string Reason) Settle(RunEvidence evidence, JobFacts? job)
    {
        var end = RunOutcomeRules.From(evidence, job);
        return books.Retries.Settle(order, end, RunOutcomeRules.Blames(evidence, end.Outcome), RunOutcomeRules.NotBefore(evidence));
    }

    private LastWord Word => _made.Ticket?.Word ?? LastWord.None;

    private RunnerTicket Adopted() => _made.Ticket = RunnerTicket.Adopt(doors.GitHub(order.Class.Repo), order, _journal.Progress?.RunnerId, log);

    private SandboxOrder Wanted(RunnerPackage? package) => new(order.Name, order.Limits, order.Egress, package?.Path ?? string.Empty);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} ended as {Outcome}: {Reason}")]
    private partial void LogEnded(SandboxName run, Outcome outcome, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} has ended and GitHub has not said how its job did; the next daemon asks again")]
    private partial void LogUnjudged(SandboxName run);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Run}: our machinery failed")]
    private partial void LogSandboxFault(SandboxName run, Exception e);
}
