using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Benchmarks.Model;

internal enum RunnerNature
{
    Good,
    NeverListens,
    DiesIdle,
    DiesWithJob,
    HangsAfterJob,
}

internal enum SandboxState
{
    Made,
    Alive,
    Exited,
    Gone,
}

/// <summary>An environment on the fake machine, and the runner in it. It outlives every daemon.</summary>
internal sealed class SimSandbox(SandboxOrder order, RepoName repo, string log, RunnerNature nature)
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public SandboxOrder Order => order;

    public RepoName Repo => repo;

    public string Log => log;

    public string Backend { get; set; } = string.Empty;

    public RunnerNature Nature => nature;

    public SandboxState State { get; private set; } = SandboxState.Made;

    public SimRegistration? Registration { get; set; }

    public bool Listened { get; private set; }

    public long? BusySince { get; private set; }

    public long? EndedAt { get; private set; }

    public int? ExitCode { get; private set; }

    /// <summary>An operator asked for its end: then even a busy one may be ended.</summary>
    public bool KillAsked { get; set; }

    public bool StopAsked { get; set; }

    public bool Busy => State == SandboxState.Alive && Registration is { Job.Over: false } && BusySince is not null;

    public bool Counts => State is SandboxState.Made or SandboxState.Alive;

    public void Start() => State = SandboxState.Alive;

    public void Say(string line) => File.AppendAllText(log, line + "\n");

    public void Listen()
    {
        Listened = true;
        Say("Listening for Jobs");
    }

    public void Begin(long at, string job)
    {
        BusySince = at;
        Say($"Running job: {job}");
    }

    public void Exit(long at, int? code)
    {
        if (State is not (SandboxState.Made or SandboxState.Alive))
        {
            return;
        }

        (State, EndedAt, ExitCode) = (SandboxState.Exited, at, code);
        foreach (var waiting in _waiting)
        {
            waiting.TrySetResult();
        }
    }

    public void Remove() => State = SandboxState.Gone;

    public Task ExitedAsync()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(waiting);
        if (State is SandboxState.Exited or SandboxState.Gone)
        {
            waiting.SetResult();
        }

        return waiting.Task;
    }

    /// <summary>Daemons that died wait for nothing any more.</summary>
    public void ForgetWaiting() => _waiting.Clear();
}
