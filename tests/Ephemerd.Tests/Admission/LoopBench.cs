using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging.Abstractions;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

/// <summary>
/// The real loop, books and rules over a pretended GitHub with a hand-driven clock: repositories with queued jobs, runners that take the oldest job
/// they fit, looks that show what is so.
/// </summary>
internal sealed class LoopBench
{
    private readonly HandClock _clock = new();
    private readonly DemandBook _demand;
    private readonly LeaseBook _leases;
    private readonly AdmissionLoop _loop;
    private readonly Dictionary<long, (ClassPolicy Of, DateTimeOffset QueuedAt, SandboxName? Runner)> _jobs = [];
    private readonly Dictionary<SandboxName, (RunnerOrder Order, LeaseHold Hold)> _live = [];
    private long _lastJob;

    public LoopBench(AdmissionPolicy policy, IReadOnlyList<ClassPolicy> classes)
    {
        Policy = policy;
        _demand = new DemandBook(_clock);
        _demand.Offer(classes);
        _leases = new LeaseBook(Guid.NewGuid(), _clock);
        var retries = new RetryBook(_demand, _ => TimeSpan.FromHours(24), () => false, _clock, new Random(1));
        var desk = new AdmissionDesk(
            _demand, _leases, retries, new NameMint("h", InstallId.New(new Random(1)), _clock, new Random(2)), new CommandInbox(),
            new DaemonStateHolder(new DaemonState("1", Guid.NewGuid(), Start)));
        _loop = new AdmissionLoop(desk, () => Policy, Dispatch, _ => { }, _clock, NullLogger<AdmissionLoop>.Instance);
    }

    public AdmissionPolicy Policy { get; }

    /// <summary>Every class an order was made for, in order.</summary>
    public List<RunnerClass> Ordered { get; } = [];

    /// <summary>Said by the world itself whenever it saw a limit broken.</summary>
    public List<string> Broken { get; } = [];

    public int Undone => _jobs.Count;

    public int Alive => _live.Count;

    public void Queue(ClassPolicy of)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        _jobs[++_lastJob] = (of, _clock.GetUtcNow(), null);
    }

    public void Look(RepoName repo) => _demand.Apply(new RepositoryLook(repo, _clock.GetUtcNow(), _clock.GetTimestamp(),
    [
        .. _jobs.Where(j => j.Value.Of.Class.Repo.Equals(repo)).Select(j => new ObservedJob(
            repo, Asks(j.Value.Of), j.Value.Runner is null ? JobStage.Queued : JobStage.Running, j.Value.Runner?.ToString(),
            new JobFacts(j.Key, j.Key, 1, "job", null, j.Value.QueuedAt, null, null))),
    ]));

    public void Tick() => _loop.Decide();

    /// <summary>An idle runner takes the oldest job that it fits, as GitHub gives it out.</summary>
    public void Take(int number)
    {
        var idle = _live.Where(l => _jobs.Values.All(j => j.Runner != l.Key)).ToList();
        if (idle.Count == 0)
        {
            return;
        }

        var (name, (order, _)) = idle[number % idle.Count];
        var fits = Fitting(order);
        if (fits.Count > 0)
        {
            var job = fits.MinBy(j => j.Key);
            _jobs[job.Key] = job.Value with { Runner = name };
        }
    }

    /// <summary>A busy runner ends with its job.</summary>
    public void End(int number)
    {
        var busy = _jobs.Where(j => j.Value.Runner is not null).ToList();
        if (busy.Count == 0)
        {
            return;
        }

        var (id, job) = busy[number % busy.Count];
        _jobs.Remove(id);
        _live.Remove(job.Runner!, out var ended);
        _demand.Spend(job.Runner!, ended.Order.Class, TimeSpan.Zero);
        Wait(ended.Hold.DisposeAsync());
        _demand.Forget(job.Runner!);
        _clock.Advance(TimeSpan.FromSeconds(20));
    }

    /// <summary>An idle runner that no job fits any more is retired in the end, as the daemon does: another took the job it was made for.</summary>
    public void RetireIdle()
    {
        foreach (var (name, (_, hold)) in _live.Where(l => _jobs.Values.All(j => j.Runner != l.Key) && Fitting(l.Value.Order).Count == 0).ToList())
        {
            _live.Remove(name);
            Wait(hold.DisposeAsync());
        }
    }

    /// <summary>The registration of every runner without a job is gone, and its environment takes its time to follow.</summary>
    public void SpendIdle()
    {
        foreach (var (_, hold) in _live.Where(l => _jobs.Values.All(j => j.Runner != l.Key)).Select(l => l.Value))
        {
            hold.Spend();
        }
    }

    private List<KeyValuePair<long, (ClassPolicy Of, DateTimeOffset QueuedAt, SandboxName? Runner)>> Fitting(RunnerOrder order) =>
        [.. _jobs.Where(j => j.Value.Runner is null && j.Value.Of.Class.Repo.Equals(order.Class.Repo) && order.Class.Labels.Covers(Asks(j.Value.Of)))];

    private static LabelSet Asks(ClassPolicy of) => new(of.Class.Labels.Labels.Except(["x64"]));

    private static void Wait(ValueTask done) => done.AsTask().GetAwaiter().GetResult();

    private void Dispatch(RunnerOrder order, LeaseHold hold)
    {
        _live[order.Name] = (order, hold);
        Ordered.Add(order.Class);
        var of = order.Class;
        if (_live.Count > Policy.Host
            || _live.Values.Count(l => l.Order.Class.Backend == of.Backend) > Policy.Backends[of.Backend].Capacity
            || (Policy.Repositories.TryGetValue(of.Repo, out var most) && _live.Values.Count(l => l.Order.Class.Repo.Equals(of.Repo)) > most))
        {
            Broken.Add($"{of} beyond a limit");
        }
    }
}
