using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Lives;

/// <summary>
/// The life of an environment whose runner is a kept process: its steps in order, the wait for its end, the ladder of a stop, its disposal, with the
/// limits and the words of each. The backend's own parts are called from here. A look that fails ends nothing: it is repeated until it tells.
/// </summary>
internal sealed partial class KeptLife(SandboxName name, KeptProcesses processes, IKeptParts parts, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OrderlyLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeeperLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private LifeStage _stage;
    private Task<SandboxEnd>? _end;
    private Task? _disposal;
    private int _told;
    private volatile bool _provenGone;

    /// <inheritdoc cref="ISandbox.MayLive"/>
    public bool MayLive => !_provenGone;

    /// <summary>Takes up a run of an earlier daemon, which has been started or never will be.</summary>
    public void TakeUp() => _stage = LifeStage.Started;

    /// <param name="root">The runner's root directory.</param>
    /// <param name="owner">Whom the registration is given to; null leaves it the daemon's own.</param>
    public void Configure(JitConfig config, string root, FileOwner? owner)
    {
        Step(LifeStage.Created, LifeStage.Configured);
        try
        {
            foreach (var (file, content) in config.Files)
            {
                AtomicFile.Write(Path.Combine(root, file), content, AtomicFile.Private, owner, Durability.Cache);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault(SandboxStep.Configure, $"{name}: the registration could not be written: {e.Message}", e);
        }
    }

    /// <param name="start">Starts the keeper, or opens the gate of one that waits, within the limit it is given.</param>
    public async Task StartAsync(Func<TimeSpan, Task<KeptStart>> start)
    {
        Step(LifeStage.Configured, LifeStage.Started);
        KeptStart started;
        try
        {
            started = await start(StartLimit).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault(SandboxStep.Start, $"{name}: its keeper could not be started: {e.Message}", e);
        }

        if (started.Failed is { } stage)
        {
            throw new SandboxFault(SandboxStep.Start, $"{name}: stage {(int)stage} ({stage}) failed: {started.Reason}");
        }
    }

    public Task<SandboxEnd> WaitAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_end is null && _stage != LifeStage.Started)
            {
                throw new InvalidOperationException($"{name} is {_stage}: there is nothing to wait for.");
            }

            return (_end ??= EndAsync()).WaitAsync(stop);
        }
    }

    public async Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        if (ladder == StopLadder.Orderly && await InterruptAsync(stop).ConfigureAwait(false))
        {
            try
            {
                await WaitAsync(stop).WaitAsync(OrderlyLimit, time, stop).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                LogKilling(log, name, OrderlyLimit);
            }
        }

        if (!await processes.EndAsync(KillLimit, time).ConfigureAwait(false))
        {
            throw new SandboxFault(SandboxStep.Stop, $"{name}: processes live on after {KillLimit.TotalSeconds:0} s of killing");
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= Task.Run(RemoveAsync));
        }
    }

    private void Step(LifeStage from, LifeStage to)
    {
        lock (_gate)
        {
            _stage = _stage == from ? to : throw new InvalidOperationException($"{name} is {_stage}, not {from}.");
        }
    }

    /// <summary>Follows the keeper; should the keeper have been killed, what it kept. Then sees to it that nothing is left running.</summary>
    private async Task<SandboxEnd> EndAsync()
    {
        while (await UntilToldAsync(processes.Next, null, CancellationToken.None).ConfigureAwait(false) is { } next)
        {
            await ProcessExits.WhenGoneAsync(next, time, CancellationToken.None).ConfigureAwait(false);
        }

        if (!await processes.EndAsync(KillLimit, time).ConfigureAwait(false))
        {
            LogLeft(log, name, "processes that will not end");
        }

        try
        {
            return await UntilToldAsync(parts.ReadEnd, ReadLimit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault(SandboxStep.Stop, $"{name} has ended, and what it left cannot be read: {e.Message}", e);
        }
    }

    /// <summary>False when there is nobody to interrupt any more, or for so long nobody could tell who it would be.</summary>
    private async Task<bool> InterruptAsync(CancellationToken stop)
    {
        try
        {
            return await UntilToldAsync(parts.Payload, OrderlyLimit, stop).ConfigureAwait(false) is { } payload && Signals.Send(payload, Signal.Interrupt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Looks until the look tells something; the first failure is logged, and after a limit the last one is thrown.</summary>
    private async Task<T> UntilToldAsync<T>(Func<T> look, TimeSpan? limit, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return look();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && (limit is not { } most || time.GetElapsedTime(begun) < most))
            {
                if (Interlocked.Exchange(ref _told, 1) == 0)
                {
                    LogUntold(log, name, e.Message);
                }
            }

            await Task.Delay(Pause, time, stop).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync()
    {
        lock (_gate)
        {
            _stage = LifeStage.Disposed;
        }

        await parts.LetGoAsync().ConfigureAwait(false);
        var ended = await processes.EndAsync(KillLimit, time).ConfigureAwait(false);
        await LetKeeperGoAsync().ConfigureAwait(false);
        if (_end is { } end)
        {
            // Whoever waits for the end reads files that are removed next.
            await ((Task)end).WaitAsync(KeeperLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        string? stuck;
        try
        {
            stuck = await parts.RemoveAsync(ended).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stuck = e.Message;
        }

        // What is stuck may be so because of a process that came while the last ones were ended.
        _provenGone = ended && (stuck is null || KeptProcesses.Told(() => processes.Find().Count == 0, unknown: false));
        if (!ended || stuck is not null)
        {
            LogLeft(log, name, ended ? stuck! : $"processes that will not end{(stuck is null ? "" : $", {stuck}")}");
        }
    }

    /// <summary>It writes the exit status down once what it kept is gone; waited for, so that nobody reads too early.</summary>
    private async Task LetKeeperGoAsync()
    {
        if (KeptProcesses.Told(() => processes.Kept.Keeper is { IsAlive: true } alive ? alive : null, unknown: null) is { } keeper)
        {
            using var limit = new CancellationTokenSource(KeeperLimit, time);
            await ProcessExits.WhenGoneAsync(keeper, time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Signals.Send(keeper, Signal.Kill);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Run} did not end within {After} of its interrupt; killing it")]
    private static partial void LogKilling(ILogger log, SandboxName run, TimeSpan after);

    [LoggerMessage(LogLevel.Warning, "{Run} cannot be looked at ({Why}): it counts as alive and busy, and is looked at again until it can")]
    private static partial void LogUntold(ILogger log, SandboxName run, string why);

    [LoggerMessage(LogLevel.Error, "{Run} could not be ended or removed wholly: {What}. The sweep tries again")]
    private static partial void LogLeft(ILogger log, SandboxName run, string what);
}
