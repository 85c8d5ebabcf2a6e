using Ephemerd.GitHub;
using Ephemerd.Sandboxes;

namespace Ephemerd.Benchmarks.Model;

/// <summary>One thing that happens to a daemon and its world. Numbers that name a job or a run are taken modulo those there are.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>Jobs are queued.</summary>
    internal sealed record Queue(int Repo, int Count, int Seconds, bool Succeeds) : Step;

    internal sealed record Cancel(int Job) : Step;

    internal sealed record Pass(int Seconds) : Step;

    /// <summary>kill -9 after some milliseconds, and the service manager starts it again after some seconds.</summary>
    internal sealed record KillDaemon(int AfterMs, int DownSeconds) : Step;

    /// <summary>The machine loses its power.</summary>
    internal sealed record Reboot(int DownSeconds) : Step;

    internal sealed record LoseDatabase : Step;

    internal sealed record OperatorKill(int Run) : Step;

    internal sealed record Drain(bool On) : Step;

    /// <summary>Somebody rings for a look, again and again.</summary>
    internal sealed record Ring(int Times) : Step;

    /// <summary>Somebody sets the machine's clock.</summary>
    internal sealed record SetClock(int Seconds) : Step;

    internal sealed record Suspend(int Seconds) : Step;

    internal sealed record GitHubFails(GitHubFaultKind Kind, bool AfterEffect, int Calls) : Step;

    /// <summary>What GitHub said is on its way for long, and old when it comes.</summary>
    internal sealed record GitHubSlow(int Seconds, int Calls) : Step;

    /// <summary>What becomes of the next events.</summary>
    internal sealed record Post(PostFate How, int Times) : Step;

    internal sealed record SandboxFails(SandboxStep At, int Times) : Step;

    internal sealed record RemovalFails(int Times) : Step;

    internal sealed record LookFails(int Times) : Step;

    internal sealed record CannotTell(int Times) : Step;

    internal sealed record Fate(RunnerNature Nature) : Step;
}
