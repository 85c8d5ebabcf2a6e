namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// One daemon's life, as its calls see it: each takes a moment, and none ever comes back once that daemon is dead. So a death falls between
/// any two steps of it, before or after what a call does.
/// </summary>
internal sealed class SimLife(SimClock clock, Random dice)
{
    public SimClock Clock => clock;

    public Random Dice => dice;

    /// <summary>Does something in the world, with a moment before or after.</summary>
    public async Task<T> CallAsync<T>(Func<T> effect, CancellationToken stop)
    {
        var late = dice.Next(2) == 0;
        if (late)
        {
            await MomentAsync(stop).ConfigureAwait(false);
        }

        var done = effect();
        if (!late)
        {
            await MomentAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return done;
    }

    public Task MomentAsync(CancellationToken stop) => WaitAsync(TimeSpan.FromMilliseconds(dice.Next(1, 900)), stop);

    public Task WaitAsync(TimeSpan wait, CancellationToken stop) => clock.Dead ? new TaskCompletionSource().Task : Task.Delay(wait, clock, stop);
}
