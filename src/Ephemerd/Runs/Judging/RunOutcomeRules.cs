using System.Diagnostics;
using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>
/// What became of a run, from evidence: what GitHub says of the job first, then what the runner left, then how its process ended. An exit code
/// alone proves nothing: the real runner leaves with 0 after almost every failure.
/// </summary>
internal static class RunOutcomeRules
{
    public static (Outcome Outcome, string Reason) From(RunEvidence evidence, JobFacts? job) => evidence switch
    {
        RunEvidence.NoPackage e => (e.TooOld ? Outcome.RunnerTooOld : Outcome.SandboxFailed, e.Message),
        RunEvidence.NotRegistered e => (Outcome.Refused, e.Fault.Message),
        RunEvidence.NotWritten e => (Outcome.SandboxFailed, $"the order could not be written down: {e.Message}"),
        RunEvidence.NotMade e => (Outcome.SandboxFailed, $"{Verb(e.Step)}: {e.Message}"),
        RunEvidence.NotStarted e => Stopped(e.Cause),
        RunEvidence.Ended e => Ended(e, job),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Whether a job ran or may have, so that what became of it hangs on GitHub's word. Everything else is plain from the evidence alone. A runner may be
    /// gone before it said that it took a job, or never have heard that it did: then its registration tells.
    /// </summary>
    public static bool IsGitHubsToSay(RunEvidence evidence, LastWord word) => evidence is RunEvidence.Ended ended && (ended.End.SawJob || word switch
    {
        LastWord.None or LastWord.Removed => false,
        LastWord.HasJob => true,
        LastWord.Gone => ended.End.SawListening,
    });

    /// <summary>Whom the end speaks against, and so who is spared for a while.</summary>
    public static Blame Blames(RunEvidence evidence, Outcome outcome) => evidence switch
    {
        RunEvidence.NoPackage { TooOld: true } or RunEvidence.NotRegistered => Blame.GitHub,
        RunEvidence.NoPackage or RunEvidence.NotWritten => Blame.Daemon,
        RunEvidence.NotMade => Blame.Backend,
        RunEvidence.Ended { End.Refused: null, End.Unanswered: true } when outcome is Outcome.RefusedAtStart => Blame.Daemon,
        RunEvidence.NotStarted or RunEvidence.Ended => BlamesOfEnd(outcome),
        _ => throw new UnreachableException(),
    };

    private static Blame BlamesOfEnd(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded or Outcome.Failed or Outcome.Cancelled or Outcome.TimedOut or Outcome.OomKilled => Blame.Nobody,
        Outcome.Unused or Outcome.RefusedAtStart => Blame.Nobody,
        Outcome.Killed => Blame.Operator,
        Outcome.RunnerTooOld or Outcome.Refused => Blame.GitHub,
        Outcome.NeverCame or Outcome.SandboxFailed => Blame.Backend,
        Outcome.Lost or Outcome.Abandoned => Blame.Unknown,
    };

    /// <summary>When GitHub said that asking again makes sense, for the class's pause.</summary>
    public static DateTimeOffset? NotBefore(RunEvidence evidence) =>
        evidence is RunEvidence.NotRegistered { Fault: { Kind: GitHubFaultKind.RateLimited, RetryAt: { } at } } ? at : null;

    private static (Outcome Outcome, string Reason) Ended(RunEvidence.Ended ended, JobFacts? job)
    {
        if (ended.End.Refused is { } refusal)
        {
            return (Outcome.RefusedAtStart, refusal);
        }

        if (job?.Conclusion is "success")
        {
            return (Outcome.Succeeded, $"GitHub says job '{job.Name}' succeeded");
        }

        if (ended.Stopped is { } cause and not StopCause.Overstayed && (job is null || !IsForWantOfAJob(cause)))
        {
            return Stopped(cause);
        }

        if (ended.End.OomKilled)
        {
            return (Outcome.OomKilled, "the kernel ended a process at the run's memory limit");
        }

        // Without an exit status it went down with the machine, and the answer may have.
        if (ended.End is { Unanswered: true, ExitCode: not null } && job?.Conclusion is not ("cancelled" or "skipped" or "timed_out"))
        {
            return (Outcome.RefusedAtStart, "nobody answered at the gate, so its job was ended before its first step: the daemon was not there for ten minutes or could not write, or the gate was interrupted");
        }

        return job?.Conclusion is { } conclusion ? Concluded(ended.End, job, conclusion) : Unconcluded(ended.End, job);
    }

    /// <summary>
    /// Whether a runner is ended so only because it seems to have no job. GitHub may know better: where the answer to a runner's acquirejob is lost, the
    /// runner listens on, GitHub shows the job on it and fails it when its lock has run out.
    /// </summary>
    private static bool IsForWantOfAJob(StopCause cause) => cause switch
    {
        StopCause.Idle or StopCause.Surplus or StopCause.Threatened => true,
        StopCause.NeverCame or StopCause.Refused or StopCause.Overstayed or StopCause.Timeout or StopCause.Killed or StopCause.ShuttingDown => false,
    };

    /// <summary>Conclusions as GitHub's API spells them; one it may add later is the job's own failure.</summary>
    private static (Outcome Outcome, string Reason) Concluded(SandboxEnd end, JobFacts job, string conclusion) => conclusion switch
    {
        "cancelled" or "skipped" => (Outcome.Cancelled, $"GitHub says job '{job.Name}' was {conclusion}"),
        "timed_out" => (Outcome.TimedOut, $"GitHub says job '{job.Name}' timed out"),
        _ => (Outcome.Failed, $"GitHub says job '{job.Name}' ended as {conclusion}{(end.SawJob ? "" : ", and its runner never said that it had it")}"),
    };

    private static (Outcome Outcome, string Reason) Unconcluded(SandboxEnd end, JobFacts? job)
    {
        if (end.SaidTooOld)
        {
            return (Outcome.RunnerTooOld, "GitHub refuses this version of the runner");
        }

        if (job is not null)
        {
            return (Outcome.Lost, $"the runner left {Exit(end)} and GitHub still tells of job '{job.Name}' ({job.JobId}) as unfinished: {LastLine(end)}");
        }

        if (!end.SawListening)
        {
            return (Outcome.NeverCame, $"the runner left {Exit(end)} before it listened: {LastLine(end)}");
        }

        return end.SawJob
            ? (Outcome.Lost, $"the runner took a job and left {Exit(end)}, and GitHub shows no job of its name: {LastLine(end)}")
            : (Outcome.Unused, $"the runner left {Exit(end)} without a job: {LastLine(end)}");
    }

    private static (Outcome Outcome, string Reason) Stopped(StopCause cause) => cause switch
    {
        StopCause.NeverCame => (Outcome.NeverCame, "the runner never said that it listens and was ended"),
        StopCause.Idle => (Outcome.Unused, "no job reached the runner in time and it was retired"),
        StopCause.Threatened => (Outcome.Unused, "a queued job that must not run on it could have reached it, and it was retired"),
        StopCause.Refused => (Outcome.RefusedAtStart, "the gate refused its job and it did not leave"),
        StopCause.Surplus => (Outcome.Unused, "nothing queued needed it any more and it was retired"),
        StopCause.Overstayed => (Outcome.Lost, "its job was over, as GitHub said, and it did not leave"),
        StopCause.Timeout => (Outcome.TimedOut, "the job ran past its timeout and was ended"),
        StopCause.Killed => (Outcome.Killed, "an operator ended it"),
        StopCause.ShuttingDown => (Outcome.Killed, "the daemon was stopped and could wait no longer"),
    };

    private static string Verb(SandboxStep step) => step switch
    {
        SandboxStep.Create => "the sandbox could not be made",
        SandboxStep.Configure => "the runner could not be configured",
        SandboxStep.Start => "the sandbox could not be started",
        SandboxStep.Stop => "the sandbox could not be ended",
        SandboxStep.Adopt => "the sandbox could not be taken up again",
    };

    private static string Exit(SandboxEnd end) => end.ExitCode is { } code ? $"with {code}" : "without an exit status";

    private static string LastLine(SandboxEnd end) =>
        end.LastLines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing";
}
