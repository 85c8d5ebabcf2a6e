using System.Globalization;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Gate;
using Ephemerd.Sandboxes.Pretend.Places;

namespace Ephemerd.Sandboxes.Pretend;

/// <summary>One pretended runner: a kept process that speaks the runner's protocol and runs nothing of a job's.</summary>
internal sealed class PretendSandbox : ISandbox
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OrderlyLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly PretendPlaces _places;
    private readonly PretendOptions _options;
    private readonly Keeper _keeper;
    private readonly TimeProvider _time;
    private Life _life;
    private Task<SandboxEnd>? _end;
    private Task? _disposal;

    public PretendSandbox(PretendPlaces places, PretendOptions options, Keeper keeper, TimeProvider time, bool adopted)
    {
        _places = places;
        _options = options;
        _keeper = keeper;
        _time = time;
        _life = adopted ? Life.Started : Life.Created;
    }

    private enum Life
    {
        Created,
        Configured,
        Started,
        Disposed,
    }

    public SandboxName Name => _places.Name;

    public Achieved Achieved { get; } = new(Isolation.None, EgressPolicy.Open, User: null, Limits: []);

    public string LogPath => _places.Log;

    public StartGate? Gate => null;

    public Task ConfigureAsync(JitConfig config, CancellationToken stop)
    {
        Step(Life.Created, Life.Configured);
        try
        {
            foreach (var (file, content) in config.Files)
            {
                AtomicFile.Write(Path.Combine(_places.Root, file), content, durability: Durability.Cache);
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
        string[] payload =
        [
            _options.Listener, "pretend", "--script", Word(_options.Script),
            "--seconds", _options.Seconds.ToString(CultureInfo.InvariantCulture), "--root", _places.Root,
        ];
        var command = ChildCommand.Tool("/usr/bin/setsid", [.. Marks.Dropped(Marks.Reached(payload))]);
        var start = await _keeper.StartAsync(new KeptCommand(command, _places.Run, KeptBoundary.Session, [], null), StartLimit, stop).ConfigureAwait(false);
        if (start.Failed is { } stage)
        {
            throw new SandboxFault(SandboxStep.Start, $"{Name}: stage {(int)stage} ({stage}) failed: {start.Reason}");
        }
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
        if (ladder == StopLadder.Orderly && Kept.Inside is { } inside && Signals.Send(inside, Signal.Interrupt))
        {
            try
            {
                await WaitAsync(stop).WaitAsync(OrderlyLimit, _time, stop).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                // Deaf to its interrupt: killed below, as the ladder says.
            }
        }

        await KillAsync().ConfigureAwait(false);
    }

    /// <summary>A pretended runner has no worker whose life could tell; what it printed does.</summary>
    public Task<Busy> IsBusyAsync(CancellationToken stop)
    {
        var said = RunnerTraces.Read(_places.Run, _places.Root, oomKilled: false, diskFull: false);
        return Task.FromResult(said.SawJob && Kept.Inside is { IsAlive: true } ? Busy.Yes : Busy.No);
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= Task.Run(RemoveAsync));
        }
    }

    private KeptRecord Kept => KeptRecord.Read(_places.Run);

    private static string Word(PretendScript script) => script switch
    {
        PretendScript.Succeed => "succeed",
        PretendScript.Fail => "fail",
        PretendScript.Hang => "hang",
        PretendScript.Crash => "crash",
        PretendScript.NeverCome => "never-appear",
    };

    private void Step(Life from, Life to)
    {
        lock (_gate)
        {
            _life = _life == from ? to : throw new InvalidOperationException($"{Name} is {_life}, not {from}.");
        }
    }

    private async Task<SandboxEnd> EndAsync()
    {
        while (Kept is { Exit: null } kept && ((ProcessIdentity?[])[kept.Keeper, kept.Inside]).FirstOrDefault(p => p is { IsAlive: true }) is { } next)
        {
            await ProcessExits.WhenGoneAsync(next, _time, CancellationToken.None).ConfigureAwait(false);
        }

        return RunnerTraces.Read(_places.Run, _places.Root, oomKilled: false, diskFull: false);
    }

    private async Task KillAsync()
    {
        if (Kept.Inside is { IsAlive: true } inside)
        {
            Signals.SendToGroup(inside.Pid, Signal.Kill);
            await ProcessExits.WhenGoneAsync(inside, _time, CancellationToken.None).WaitAsync(KillLimit, _time).ConfigureAwait(false);
        }

        if (Kept.Keeper is { IsAlive: true } keeper)
        {
            // It writes the exit status down once its child is gone; waited for, so that nobody reads too early.
            await ProcessExits.WhenGoneAsync(keeper, _time, CancellationToken.None).WaitAsync(KillLimit, _time).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync()
    {
        lock (_gate)
        {
            _life = Life.Disposed;
        }

        await KillAsync().ConfigureAwait(false);
        if (_end is { } end)
        {
            await ((Task)end).WaitAsync(KillLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _places.Remove();
    }
}
