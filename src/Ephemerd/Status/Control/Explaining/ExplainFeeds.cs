using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>What the durable record adds to the board.</summary>
/// <param name="Remembered">Runs that fit a key, ended or not, newest first.</param>
/// <param name="Moments">What was noted of one run, oldest first.</param>
internal sealed record ExplainFeeds(
    Func<string, CancellationToken, Task<IReadOnlyList<RunSnapshot>>> Remembered,
    Func<SandboxName, CancellationToken, Task<IReadOnlyList<RunMoment>>> Moments);
