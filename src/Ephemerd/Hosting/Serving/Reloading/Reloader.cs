using Ephemerd.Config;
using Ephemerd.Config.Reload;
using Ephemerd.Model;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving.Reloading;

/// <summary>
/// Reads the configuration again and puts it in force between two ticks of admission, or keeps the last good one and says what is wrong
/// with the new. One at a time, whoever asks.
/// </summary>
internal sealed partial class Reloader : IDisposable
{
    private const string Place = "configuration";
    private static readonly TimeSpan SwapBound = TimeSpan.FromSeconds(8);

    private readonly string _file;
    private readonly SettingsInForce _settings;
    private readonly CommandInbox _inbox;
    private readonly DaemonStateHolder _state;
    private readonly TimeProvider _clock;
    private readonly ILogger<Reloader> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Reloader(string file, SettingsInForce settings, CommandInbox inbox, DaemonStateHolder state, TimeProvider clock, ILogger<Reloader> log)
    {
        _file = file;
        _settings = settings;
        _inbox = inbox;
        _state = state;
        _clock = clock;
        _log = log;
        _state.Change(s => s with { Configuration = new(file, clock.GetUtcNow(), [], [], null) });
    }

    /// <exception cref="TimeoutException">The daemon is stopping, or admission does not tick: nothing was taken or refused.</exception>
    public async Task<ReloadAnswer> ReloadAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var reading = SettingsReader.ReadFile(_file);
            return reading.Ok ? await TakeAsync(reading.Settings, stop).ConfigureAwait(false) : Refuse(reading.Problems);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Grants the wishes of a signal until stopped.</summary>
    public async Task ObeyAsync(HangUp signal, CancellationToken stop)
    {
        while (true)
        {
            await signal.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                await ReloadAsync(stop).ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                LogNotSwapped(e.Message);
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ReloadAnswer> TakeAsync(Settings next, CancellationToken stop)
    {
        var plan = ReloadRules.Plan(_settings, next);
        var swapped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Put(new OperatorCommand.Reload(() =>
        {
            _settings.Replace(plan.InForce);
            swapped.SetResult();
        }));
        try
        {
            await swapped.Task.WaitAsync(SwapBound, _clock, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the new configuration has no problems, but was not taken up within {SwapBound.TotalSeconds:0} s; is the daemon stopping?");
        }

        var now = _clock.GetUtcNow();
        _state.Change(s => (s with
        {
            MaxConcurrent = plan.InForce.Daemon.MaxConcurrent ?? 0,
            Configuration = new(_file, now, plan.NeedsRestart, [], null),
        }).With(AlarmSource.Configuration, []));
        var (changed, waiting) = (string.Join(", ", plan.Changed), string.Join(", ", plan.NeedsRestart));
        LogTaken(_file, changed, waiting);
        return new([], plan.Changed, plan.NeedsRestart, now);
    }

    private ReloadAnswer Refuse(IReadOnlyList<Problem> problems)
    {
        var inForce = _state.Current.Configuration!;
        var since = inForce.Since;
        var first = ConfigCheck.Text(problems[0]).Split('\n')[0];
        _state.Change(s => (s with { Configuration = inForce with { Refused = problems, RefusedAt = _clock.GetUtcNow() } }).With(AlarmSource.Configuration,
        [
            new Problem(Place, $"{(problems.Count == 1 ? "1 problem keeps" : $"{problems.Count} problems keep")} the file from being taken; what was read at {since:u} stays in force. The first: {first}", "mend what `ephemerd config check` names, then `ephemerd reload`"),
        ]));
        LogRefused(_file, problems.Count, since, first);
        return new(problems, [], inForce.NeedsRestart, since);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} is in force as it is now; changed: [{Changed}], waits for the next start: [{NeedsRestart}]")]
    private partial void LogTaken(string file, string changed, string needsRestart);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is not taken, problems in it: {Problems}; what was read at {Since:yyyy-MM-ddTHH:mm:ssZ} stays in force. The first: {First}")]
    private partial void LogRefused(string file, int problems, DateTimeOffset since, string first);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration was not read again: {Reason}")]
    private partial void LogNotSwapped(string reason);
}
