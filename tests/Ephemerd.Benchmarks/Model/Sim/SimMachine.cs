using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Benchmarks.Model;

/// <summary>The fake machine: environments and the runners in them, which meet <see cref="SimForge"/> as real ones meet GitHub.</summary>
internal sealed class SimMachine(SimTime time, SimForge forge, Random dice, string root)
{
    private readonly Dictionary<SandboxName, SimSandbox> _all = [];

    public IEnumerable<SimSandbox> Here => _all.Values.Where(s => s.State != SandboxState.Gone);

    public SimForge Forge => forge;

    /// <summary>What becomes of the next runners; good ones when empty.</summary>
    public Queue<RunnerNature> Fates { get; } = new();

    public SimSandbox? Find(SandboxName name) => _all.GetValueOrDefault(name) is { State: not SandboxState.Gone } here ? here : null;

    public SimSandbox Make(SandboxOrder order)
    {
        var runs = Path.Combine(root, "runs", order.Name.ToString());
        Directory.CreateDirectory(runs);
        var nature = Fates.TryDequeue(out var fate) ? fate : RunnerNature.Good;
        return _all[order.Name] = new SimSandbox(order, forge.RepoOf(order.Name), Path.Combine(runs, "runner.log"), nature);
    }

    public void Start(SimSandbox sandbox, long registration)
    {
        sandbox.Registration = forge.Find(registration);
        sandbox.Start();
        if (sandbox.Nature != RunnerNature.NeverListens)
        {
            time.AfterAwake(TimeSpan.FromSeconds(dice.Next(1, 12)), () => Appear(sandbox));
        }
    }

    /// <summary>The runner's own ladder: the job's step is interrupted, the runner reports and leaves.</summary>
    public void Interrupt(SimSandbox sandbox)
    {
        if (sandbox.StopAsked)
        {
            return;
        }

        sandbox.StopAsked = true;
        time.AfterAwake(TimeSpan.FromSeconds(sandbox.Busy ? 13 : 1), () =>
        {
            if (sandbox is { State: SandboxState.Alive, Registration.Job: { Over: false } job })
            {
                forge.Complete(job, "cancelled");
            }

            sandbox.Exit(time.Now, 0);
            forge.Lost(sandbox.Registration);
        });
    }

    /// <summary>Nothing is told to GitHub: it finds out when the renewals stop.</summary>
    public void Kill(SimSandbox sandbox, int? code = 137)
    {
        sandbox.Exit(time.Now, code);
        forge.Lost(sandbox.Registration);
    }

    public void Reboot()
    {
        foreach (var sandbox in Here.ToList())
        {
            Kill(sandbox, null);
        }
    }

    public void DaemonDied()
    {
        foreach (var sandbox in Here)
        {
            sandbox.ForgetWaiting();
        }
    }

    private void Appear(SimSandbox sandbox)
    {
        if (sandbox is not { State: SandboxState.Alive, Registration: { Here: true } registration, StopAsked: false })
        {
            return;
        }

        sandbox.Listen();
        if (sandbox.Nature == RunnerNature.DiesIdle)
        {
            time.AfterAwake(TimeSpan.FromSeconds(dice.Next(0, 20)), () => Kill(sandbox, 1));
        }

        forge.Comes(registration, job => Take(sandbox, job));
    }

    /// <summary>Assigned and never acquired, as by a runner that died: GitHub queues the job again.</summary>
    private void Take(SimSandbox sandbox, SimJob job)
    {
        if (sandbox.State != SandboxState.Alive || sandbox.Registration!.Job != job)
        {
            return;
        }

        job.Begun++;
        sandbox.Begin(time.Now, $"job {job.Id}");
        if (sandbox.Nature == RunnerNature.DiesWithJob)
        {
            time.AfterAwake(job.Length / 2, () => Kill(sandbox));
            return;
        }

        time.AfterAwake(job.Length, () => Finish(sandbox, job, job.Succeeds ? "success" : "failure"));
    }

    /// <summary>Cancelled in the middle: the runner's own ladder of about 13 s.</summary>
    public void Cancelled(SimJob job)
    {
        if (Here.FirstOrDefault(s => s.Busy && s.Registration!.Job == job) is { Nature: not RunnerNature.HangsAfterJob } sandbox)
        {
            time.AfterAwake(TimeSpan.FromSeconds(13), () => Finish(sandbox, job, "cancelled"));
        }
    }

    /// <summary>A job that GitHub has given up meanwhile is ended here all the same.</summary>
    private void Finish(SimSandbox sandbox, SimJob job, string conclusion)
    {
        if (sandbox.State != SandboxState.Alive)
        {
            return;
        }

        forge.Complete(job, conclusion);
        if (sandbox.Nature != RunnerNature.HangsAfterJob)
        {
            time.AfterAwake(TimeSpan.FromSeconds(1), () => sandbox.Exit(time.Now, 0));
        }
    }

    /// <summary>Nothing here moves for a while. GitHub hears no renewal of the jobs that run, and gives those up that it waits for too long.</summary>
    public ValueTask SuspendAsync(TimeSpan by)
    {
        if (by >= SimForge.RenewalBound)
        {
            foreach (var busy in Here.Where(s => s.Busy).ToList())
            {
                time.After(SimForge.RenewalBound, () => forge.Complete(busy.Registration!.Job!, "failure"));
            }
        }

        return time.SuspendAsync(by);
    }
}
