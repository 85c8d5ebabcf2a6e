using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>How failures are answered: who waits, how long, and when it is enough. One way for all of them, whatever step failed.</summary>
internal static class RetryRules
{
    private static readonly TimeSpan[] Ladder =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
    ];

    /// <summary>The step of the ladder without its spread; from the last rung on it stays the same.</summary>
    /// <param name="failures">In a row, this one included.</param>
    public static TimeSpan Step(int failures) => Ladder[Math.Clamp(failures, 1, Ladder.Length) - 1];

    /// <summary>How long the next try of a class waits.</summary>
    /// <param name="chance">0 to 1: spread over a fifth of the step, so that what failed together does not return together.</param>
    /// <param name="reset">How far off the moment is before which GitHub said that asking again makes no sense.</param>
    public static TimeSpan Pause(int failures, double chance, TimeSpan? reset)
    {
        var step = Step(failures);
        var spread = step * (0.2 * chance);
        return reset > step ? reset.Value + spread : step + spread;
    }

    /// <summary>Whether the next runner of the same class waits after such an end. What a job or an operator did is no reason to.</summary>
    public static bool PausesClass(Blame blame) => blame switch
    {
        Blame.Nobody or Blame.Operator => false,
        Blame.GitHub or Blame.Backend or Blame.Daemon or Blame.Unknown => true,
    };

    /// <summary>
    /// Whether a queued job has been tried for long enough: its class has failed without a break for as long as the policy tries, and it was
    /// there for all of that time.
    /// </summary>
    public static bool GivesUp(TimeSpan failing, TimeSpan seen, TimeSpan maxAge) => failing >= maxAge && seen >= maxAge;
}
