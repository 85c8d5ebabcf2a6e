using System.Collections.Immutable;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Intake.Targets;

/// <summary>
/// Keeps what <c>owner/*</c> and <c>*</c> stand for: one slow loop that lists each wildcard of each credential in its turn, conditionally, and
/// tells the doors. A failed listing changes nothing.
/// </summary>
/// <param name="changed">Called when the doors serve other repositories than before.</param>
internal sealed partial class TargetWatch(GitHubDoors doors, Action changed, TimeProvider time, Random chance, ILogger<TargetWatch> log) : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0);
    private ImmutableList<Standing> _standings = [];

    /// <summary>How each wildcard stands.</summary>
    public IReadOnlyList<Standing> Standings => Volatile.Read(ref _standings);

    /// <summary>The doors have other targets now: what is new among them is listed at once.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Lists until stopped; throws only <see cref="OperationCanceledException"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            TimeSpan? wait;
            try
            {
                wait = await TurnAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                // The one spot of this loop: what nobody foresaw costs this turn, not the watch.
                LogUnforeseen(e);
                wait = RosterRules.Interval;
            }

            await using var due = time.CreateTimer(_ => Wake(), null, wait ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _wake.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Lists what is due; gives how long nothing is, null where there is no wildcard.</summary>
    private async Task<TimeSpan?> TurnAsync(CancellationToken stop)
    {
        var before = doors.Repositories.ToHashSet();
        var now = time.GetTimestamp();
        var standings = await Task.WhenAll(doors.Named
            .SelectMany(d => d.Wildcards.Distinct().Select(t => _standings.Find(s => s.IsOf(d, t)) ?? new Standing(d, t, now, Roster.Empty)))
            .Select(s => s.Due <= now ? ListAsync(s, stop) : Task.FromResult(s)).ToList()).ConfigureAwait(false);
        Volatile.Write(ref _standings, [.. standings]);
        foreach (var door in standings.GroupBy(s => s.Door.Name))
        {
            doors.Serve(door.Key, [.. door.SelectMany(s => s.Roster.Served)]);
        }

        var after = doors.Repositories.ToHashSet();
        if (!after.SetEquals(before))
        {
            var (arrived, left) = (string.Join(", ", after.Except(before).Take(MostNamed)), string.Join(", ", before.Except(after).Take(MostNamed)));
            LogChanged(arrived, left, after.Count);
            changed();
        }

        return standings.Length == 0 ? null : Until(standings.Min(s => s.Due));
    }

    private async Task<Standing> ListAsync(Standing known, CancellationToken stop)
    {
        var answer = await known.Door.GitHub.ListRepositoriesAsync(known.Target, stop).ConfigureAwait(false);
        if (answer.TryGet(out var listing, out var fault))
        {
            var roster = RosterRules.After(known.Roster, listing);
            if (!known.IsKnown || known.Failing > 0)
            {
                LogListed(known.Door.Name, known.Target, roster.Served.Count, roster.PassedOver);
            }

            return known with { Roster = roster, Fault = null, Failing = 0, IsKnown = true, Due = Next(null, 0) };
        }

        if (known.Failing == 0)
        {
            LogFailing(known.Door.Name, known.Target, fault.Message);
        }

        return known with { Fault = fault, Failing = known.Failing + 1, Due = Next(fault, known.Failing + 1) };
    }

    private const int MostNamed = 20;

    private long Next(GitHubFault? fault, int failing)
    {
        double roll;
        lock (chance)
        {
            roll = chance.NextDouble();
        }

        var wait = RosterRules.Wait(fault, failing, time.GetUtcNow(), roll);
        return time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>At most an interval, since timers know no more than 49 days: what is due later is then found not to be.</summary>
    private TimeSpan Until(long due) =>
        time.GetElapsedTime(time.GetTimestamp(), due) is var left && left <= TimeSpan.Zero ? TimeSpan.Zero : left < RosterRules.Interval ? left : RosterRules.Interval;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Credential}: {Target} stands for {Served} repositories; passed over as archived, disabled or not administered: {PassedOver}")]
    private partial void LogListed(string credential, Target target, int served, int passedOver);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Credential}: {Target} cannot be listed, what was known of it stays: {Fault}")]
    private partial void LogFailing(string credential, Target target, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Served from now on: [{New}]; no longer: [{Gone}]; {Count} repositories in all")]
    private partial void LogChanged(string @new, string gone, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Listing repositories failed in a way that was not foreseen")]
    private partial void LogUnforeseen(Exception fault);
}
