using Ephemerd.Model;

namespace Ephemerd.Runs;

/// <summary>What a finished run tells those who order the next one.</summary>
/// <param name="Blame">Whom the end speaks against.</param>
/// <param name="NotBefore">When GitHub said that asking again makes sense.</param>
internal sealed record RunResult(RunnerOrder Order, Outcome Outcome, string Reason, Blame Blame, DateTimeOffset? NotBefore);
