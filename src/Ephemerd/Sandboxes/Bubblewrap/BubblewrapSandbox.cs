using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Ephemerd.Sandboxes.Gate;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>One run in a slot of its own.</summary>
internal sealed partial class BubblewrapSandbox : ISandbox
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OrderlyLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeeperLimit = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private readonly SlotPlaces _places;
    private readonly SlotRecord _record;
    private readonly SlotKit _kit;
    private readonly SlotWatch _watch;
    private Life _life;
    private WaitingKeeper? _waiting;
    private Task<SandboxEnd>? _end;
    private Task? _disposal;

    /// <param name="claim">On the run's user; without one, processes of that user may be another run's and are left alone.</param>
    public BubblewrapSandbox(SlotPlaces places, SlotRecord record, UserClaim? claim, SlotKit kit)
    {
        _places = places;
        _record = record;
        Claim = claim;
        _kit = kit;
        _watch = new SlotWatch(places, record, kit.Time);
        Achieved = new Achieved(record.Isolation, EgressPolicy.Open, record.User, record.Limits);
        Processes = new RunProcesses(places, record.OwnUser && claim is null ? record with { OwnUser = false } : record);
    }

    private enum Life
    {
        Created,
        Configured,
        Started,
        Disposed,
    }

    public SandboxName Name => _places.Name;

    public Achieved Achieved { get; }

    public string LogPath => _places.Log;

    public StartGate? Gate => _places.Gate;

    internal RunProcesses Processes { get; }

    internal UserClaim? Claim { get; }

    /// <summary>Takes up a run of an earlier daemon, which has been started or never will be.</summary>
    public static BubblewrapSandbox TakeUp(SlotPlaces places, SlotRecord record, SlotKit kit)
    {
        var claim = record.OwnUser ? UserClaim.TryJoin(record.User, places.Run) : null;
        var sandbox = new BubblewrapSandbox(places, record, claim, kit) { _life = Life.Started };
        sandbox._watch.Begin(sandbox.EndOutgrown);
        return sandbox;
    }

    /// <summary>What its keeper is to keep.</summary>
    public KeptCommand Keep(ChildCommand command) => new(
        command, _places.Run, _record.Isolation >= Isolation.Namespaces ? KeptBoundary.Namespace : KeptBoundary.Session, _record.Groups.JoinFiles,
        _record.Limits.FirstOrDefault(l => l.Name == "open_files")?.Applied is { } open ? int.Parse(open, null) : null, Claim?.Handle);

    /// <summary>Takes over the keeper that was sent ahead: it joins the run's groups while the slot is still being made.</summary>
    public void Await(WaitingKeeper keeper) => _waiting = keeper;

    public Task ConfigureAsync(JitConfig config, CancellationToken stop)
    {
        Step(Life.Created, Life.Configured);
        FileOwner? owner = Caller.IsRoot ? new FileOwner(_record.Uid, _record.Gid) : null;
        try
        {
            foreach (var (file, content) in config.Files)
            {
                AtomicFile.Write(Path.Combine(_places.Runner, file), content, AtomicFile.Private, owner, Durability.Cache);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault(SandboxStep.Configure, $"{Name}: the registration could not be written: {e.Message}", e);
        }

        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken stop)
    {
        Step(Life.Configured, Life.Started);
        var start = await _waiting!.GoAsync(StartLimit, stop);
        if (start.Failed is { } stage)
        {
            throw new SandboxFault(SandboxStep.Start, $"{Name}: stage {(int)stage} ({stage}) failed: {start.Reason}");
        }

        if (_record.Disk is { } size && File.Exists(_places.Image))
        {
            _kit.Spares.Refill(size);
        }

        _watch.Begin(EndOutgrown);
    }

    public Task<SandboxEnd> WaitAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_end is null && _life != Life.Started)
            {
                throw new InvalidOperationException($"{Name} is {_life}: there is nothing to wait for.");
            }

            return (_end ??= EndAsync()).WaitAsync(stop);
        }
    }

    public async Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        if (ladder == StopLadder.Orderly && Processes.Payload() is { } payload && Signals.Send(payload, Signal.Interrupt))
        {
            try
            {
                await WaitAsync(stop).WaitAsync(OrderlyLimit, _kit.Time, stop);
                return;
            }
            catch (TimeoutException)
            {
                LogKilling(_kit.Log, Name, OrderlyLimit);
            }
        }

        if (!await Processes.EndAsync(KillLimit, _kit.Time))
        {
            throw new SandboxFault(SandboxStep.Stop, $"{Name}: processes live on after {KillLimit.TotalSeconds:0} s of killing");
        }
    }

    public Task<Busy> IsBusyAsync(CancellationToken stop) => Task.FromResult(Processes.IsBusy());

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= Task.Run(RemoveAsync));
        }
    }

    private void Step(Life from, Life to)
    {
        lock (_gate)
        {
            _life = _life == from ? to : throw new InvalidOperationException($"{Name} is {_life}, not {from}.");
        }
    }

    /// <summary>Follows the keeper; should the keeper have been killed, what it kept. Then sees to it that nothing is left running.</summary>
    private async Task<SandboxEnd> EndAsync()
    {
        while (Processes.Kept is var kept && kept.Exit is null)
        {
            var next = ((ProcessIdentity?[])[kept.Keeper, kept.Inside, .. Processes.Find()]).FirstOrDefault(p => p is { IsAlive: true });
            if (next is null)
            {
                break;
            }

            await ProcessExits.WhenGoneAsync(next, _kit.Time, CancellationToken.None);
        }

        if (!await Processes.EndAsync(KillLimit, _kit.Time))
        {
            LogLeft(_kit.Log, Name, "processes that will not end");
        }

        _watch.Look();
        return RunnerTraces.Read(_places.Run, _places.Runner, _record.Groups.OomKills() > 0, _watch.DiskFull) with { Refused = Gate!.Refusal };
    }

    private void EndOutgrown()
    {
        LogOutgrown(_kit.Log, Name);
        _ = Processes.EndAsync(KillLimit, _kit.Time);
    }

    private async Task RemoveAsync()
    {
        lock (_gate)
        {
            _life = Life.Disposed;
        }

        _watch.End();
        if (_waiting is not null)
        {
            await _waiting.DisposeAsync();
        }

        var ended = await Processes.EndAsync(KillLimit, _kit.Time);
        await LetKeeperGoAsync();
        if (_end is { } end)
        {
            // Whoever waits for the end reads files that are removed next.
            await ((Task)end).WaitAsync(KeeperLimit, _kit.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var stuck = ended ? await _kit.Files.RemoveAsync(_places, _record) : "processes that will not end";
        _kit.Living.TryRemove(KeyValuePair.Create(Name, this));
        Claim?.Dispose();
        if (stuck is null)
        {
            _kit.Book.Clean(_record.Index);
            return;
        }

        _kit.Book.Quarantine(_record.Index);
        LogLeft(_kit.Log, Name, stuck);
    }

    private async Task LetKeeperGoAsync()
    {
        if (Processes.Kept.Keeper is not { IsAlive: true } keeper)
        {
            return;
        }

        using var limit = new CancellationTokenSource(KeeperLimit, _kit.Time);
        await ProcessExits.WhenGoneAsync(keeper, _kit.Time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Signals.Send(keeper, Signal.Kill);
    }

    [LoggerMessage(LogLevel.Warning, "{Run} did not end within {After} of its interrupt; killing it")]
    private static partial void LogKilling(ILogger log, SandboxName run, TimeSpan after);

    [LoggerMessage(LogLevel.Warning, "{Run} outgrew its disk or its log; ending it")]
    private static partial void LogOutgrown(ILogger log, SandboxName run);

    [LoggerMessage(LogLevel.Error, "{Run} could not be removed wholly: {What}. Its slot is quarantined; the sweep tries again")]
    private static partial void LogLeft(ILogger log, SandboxName run, string what);
}
