using System.Globalization;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Gate;
using Ephemerd.Sandboxes.Lives;
using Ephemerd.Sandboxes.Pretend.Places;

namespace Ephemerd.Sandboxes.Pretend;

/// <summary>One pretended runner: a kept process that speaks the runner's protocol and runs nothing of a job's.</summary>
internal sealed class PretendSandbox : ISandbox, IKeptParts
{
    private readonly PretendPlaces _places;
    private readonly PretendKit _kit;
    private readonly KeptProcesses _processes;
    private readonly KeptLife _life;

    public PretendSandbox(PretendPlaces places, PretendKit kit)
    {
        _places = places;
        _kit = kit;
        _processes = places.Processes();
        _life = new KeptLife(places.Name, _processes, this, kit.Time, kit.Log);
    }

    public SandboxName Name => _places.Name;

    public Achieved Achieved { get; } = new(Isolation.None, EgressPolicy.Open, User: null, Limits: []);

    public string LogPath => _places.Log;

    public StartGate? Gate => null;

    public bool MayLive => _life.MayLive;

    /// <summary>Takes up a run of an earlier daemon, which has been started or never will be.</summary>
    public static PretendSandbox TakeUp(PretendPlaces places, PretendKit kit)
    {
        var sandbox = new PretendSandbox(places, kit);
        sandbox._life.TakeUp();
        return sandbox;
    }

    public Task ConfigureAsync(JitConfig config, CancellationToken stop)
    {
        _life.Configure(config, _places.Root, owner: null);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken stop)
    {
        var options = _kit.Options;
        string[] payload =
        [
            options.Listener, "pretend", "--script", Word(options.Script), "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture), "--root", _places.Root,
        ];
        var command = ChildCommand.Tool("/usr/bin/setsid", [.. Marks.Dropped(Marks.Reached(payload))]);
        return _life.StartAsync(limit => _kit.Keeper.StartAsync(new KeptCommand(command, _places.Run, KeptBoundary.Session, [], null), limit, stop));
    }

    public Task<SandboxEnd> WaitAsync(CancellationToken stop) => _life.WaitAsync(stop);

    public Task StopAsync(StopLadder ladder, CancellationToken stop) => _life.StopAsync(ladder, stop);

    /// <summary>A pretended runner has no worker whose life could tell; what it printed does.</summary>
    public Task<Busy> IsBusyAsync(CancellationToken stop) => Task.FromResult(
        KeptProcesses.Told(() => _processes.Find().Count > 0 && ReadEnd().SawJob ? Busy.Yes : Busy.No, Busy.Unknown));

    public ValueTask DisposeAsync() => _life.DisposeAsync();

    ProcessIdentity? IKeptParts.Payload() => _processes.Kept.Inside is { IsAlive: true } inside ? inside : null;

    SandboxEnd IKeptParts.ReadEnd() => ReadEnd();

    Task IKeptParts.LetGoAsync() => Task.CompletedTask;

    Task<string?> IKeptParts.RemoveAsync(bool ended)
    {
        if (!ended)
        {
            return Task.FromResult<string?>("its files stay");
        }

        _places.Remove();
        return Task.FromResult<string?>(null);
    }

    private static string Word(PretendScript script) => script switch
    {
        PretendScript.Succeed => "succeed",
        PretendScript.Fail => "fail",
        PretendScript.Hang => "hang",
        PretendScript.Crash => "crash",
        PretendScript.NeverCome => "never-appear",
    };

    private SandboxEnd ReadEnd() => RunnerTraces.Read(_places.Run, _places.Root, oomKilled: false, diskFull: false);
}
