using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using Ephemerd.Sandboxes.Gate;
using Ephemerd.Sandboxes.Lives;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>One run in a slot of its own.</summary>
internal sealed partial class BubblewrapSandbox : ISandbox, IKeptParts
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);
    private readonly SlotPlaces _places;
    private readonly SlotRecord _record;
    private readonly SlotKit _kit;
    private readonly SlotWatch _watch;
    private readonly RunProcesses _processes;
    private readonly KeptLife _life;
    private WaitingKeeper? _waiting;

    /// <param name="claim">On the run's user; without one, processes of that user may be another run's and are left alone.</param>
    public BubblewrapSandbox(SlotPlaces places, SlotRecord record, UserClaim? claim, SlotKit kit)
    {
        _places = places;
        _record = record;
        Claim = claim;
        _kit = kit;
        _watch = new SlotWatch(places, record, kit.Time);
        Achieved = new Achieved(record.Isolation, EgressPolicy.Open, record.User, record.Limits);
        _processes = new RunProcesses(places, record.OwnUser && claim is null ? record with { OwnUser = false } : record);
        _life = new KeptLife(places.Name, _processes.All, this, kit.Time, kit.Log);
    }

    public SandboxName Name => _places.Name;

    public Achieved Achieved { get; }

    public string LogPath => _places.Log;

    public StartGate? Gate => _places.Gate;

    public bool MayLive => _life.MayLive;

    internal UserClaim? Claim { get; }

    /// <summary>Takes up a run of an earlier daemon, which has been started or never will be.</summary>
    public static BubblewrapSandbox TakeUp(SlotPlaces places, SlotRecord record, SlotKit kit)
    {
        var claim = record.OwnUser ? UserClaim.TryJoin(record.User, places.Run) : null;
        var sandbox = new BubblewrapSandbox(places, record, claim, kit);
        sandbox._life.TakeUp();
        sandbox._watch.Begin(sandbox.EndOutgrown);
        return sandbox;
    }

    /// <summary>What its keeper is to keep.</summary>
    public KeptCommand Keep(ChildCommand command) => new(
        command, _places.Run, RunProcesses.BoundaryOf(_record), _record.Groups.JoinFiles,
        _record.Limits.FirstOrDefault(l => l.Name == "open_files")?.Applied is { } open ? int.Parse(open, null) : null, Claim?.Handle);

    /// <summary>Takes over the keeper that was sent ahead: it joins the run's groups while the slot is still being made.</summary>
    public void Await(WaitingKeeper keeper) => _waiting = keeper;

    public Task ConfigureAsync(JitConfig config, CancellationToken stop)
    {
        _life.Configure(config, _places.Runner, Caller.IsRoot ? new FileOwner(_record.Uid, _record.Gid) : null);
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken stop)
    {
        await _life.StartAsync(limit => _waiting!.GoAsync(limit, stop));
        if (_record.Disk is { } size && File.Exists(_places.Image))
        {
            _kit.Spares.Refill(size);
        }

        _watch.Begin(EndOutgrown);
    }

    public Task<SandboxEnd> WaitAsync(CancellationToken stop) => _life.WaitAsync(stop);

    public Task StopAsync(StopLadder ladder, CancellationToken stop) => _life.StopAsync(ladder, stop);

    public Task<Busy> IsBusyAsync(CancellationToken stop) => Task.FromResult(_processes.IsBusy());

    public ValueTask DisposeAsync() => _life.DisposeAsync();

    ProcessIdentity? IKeptParts.Payload() => _processes.Payload();

    SandboxEnd IKeptParts.ReadEnd()
    {
        _watch.Look();
        return Gate!.Told(RunnerTraces.Read(_places.Run, _places.Runner, _record.Groups.OomKills() > 0, _watch.DiskFull));
    }

    async Task IKeptParts.LetGoAsync()
    {
        _watch.End();
        if (_waiting is not null)
        {
            // It was sent SIGKILL; its file is removed with the others.
            await _waiting.DisposeAsync().AsTask().WaitAsync(EndLimit, _kit.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<string?> IKeptParts.RemoveAsync(bool ended)
    {
        var stuck = ended ? await _kit.Files.RemoveAsync(_places, _record) : "its files stay";
        _kit.Living.TryRemove(KeyValuePair.Create(Name, this));
        Claim?.Dispose();
        if (stuck is null)
        {
            _kit.Book.Clean(_record.Index);
            return null;
        }

        _kit.Book.Quarantine(_record.Index);
        return $"{stuck}; its slot is quarantined";
    }

    private void EndOutgrown()
    {
        LogOutgrown(_kit.Log, Name);
        _ = _processes.All.EndAsync(EndLimit, _kit.Time);
    }

    [LoggerMessage(LogLevel.Warning, "{Run} outgrew its disk or its log; ending it")]
    private static partial void LogOutgrown(ILogger log, SandboxName run);
}
