using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>How long a class waits after a run of it failed through our own or GitHub's fault, not its job's.</summary>
internal static class PauseRules
{
    private static readonly TimeSpan[] Ladder =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
    ];

    /// <param name="failures">In a row, this one included.</param>
    /// <param name="chance">0 to 1: spread over a fifth of the step, so that classes that failed together do not return together.</param>
    /// <param name="notBefore">When GitHub said asking again makes sense.</param>
    public static DateTimeOffset Until(int failures, DateTimeOffset now, double chance, DateTimeOffset? notBefore)
    {
        var step = Ladder[Math.Clamp(failures, 1, Ladder.Length) - 1];
        var spread = step * (0.2 * chance);
        var ladder = now + step + spread;
        return notBefore is { } reset && reset + spread > ladder ? reset + spread : ladder;
    }

    /// <summary>Whether an outcome speaks against making the next runner of the class at once.</summary>
    public static bool Pauses(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded or Outcome.Failed or Outcome.Cancelled or Outcome.TimedOut or Outcome.OomKilled => false,
        Outcome.Unused or Outcome.Killed => false,
        Outcome.NeverCame or Outcome.RunnerTooOld or Outcome.Refused or Outcome.SandboxFailed or Outcome.Lost => true,
    };
}
