namespace Ephemerd.Status.Control;

/// <summary>Lists of what is remembered. What cannot be read throws <see cref="ControlFault"/> with its reason.</summary>
/// <param name="Ended">Runs that have ended and fit, newest first, with how many fit in all.</param>
/// <param name="Events">Events that fit, oldest first, with how many fit in all.</param>
internal sealed record PastFeeds(
    Func<RunFilter, CancellationToken, Task<Remembered<RunSnapshot>>> Ended, Func<EventFilter, CancellationToken, Task<Remembered<EventView>>> Events);

/// <param name="All">How many there are; <paramref name="Shown"/> may be fewer.</param>
internal sealed record Remembered<T>(IReadOnlyList<T> Shown, int All);
