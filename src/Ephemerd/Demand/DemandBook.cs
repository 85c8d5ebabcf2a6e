using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>
/// The one record of what is wanted: levels, replaced by every complete look at a repository, so that a lost or doubled event costs one look.
/// Also remembers which job each of our runners was seen to take. Thread-safe.
/// </summary>
internal sealed class DemandBook(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RepoName, RepositoryDemand> _repositories = [];
    private readonly Dictionary<SandboxName, ObservedJob> _taken = [];
    private readonly HashSet<SandboxName> _expected = [];
    private readonly Dictionary<SandboxName, (RunnerClass Class, long TakenAt)> _spent = [];
    private IReadOnlyList<ClassPolicy> _classes = [];
    private TaskCompletionSource _changed = NewSignal();
    private DemandSnapshot? _drawn;

    /// <summary>Raised after a look was taken in that can have changed what is wanted.</summary>
    public event Action? Changed;

    public void Offer(IReadOnlyList<ClassPolicy> classes)
    {
        lock (_gate)
        {
            _drawn = null;
            _classes = classes;
            foreach (var repository in _repositories.Values)
            {
                repository.Recharge(classes);
            }
        }

        Tell();
    }

    public void Apply(RepositoryLook look)
    {
        bool quiet;
        lock (_gate)
        {
            quiet = IsQuiet(look);
            if (!_repositories.TryGetValue(look.Repo, out var repository))
            {
                _repositories[look.Repo] = repository = new RepositoryDemand();
            }

            if (!repository.IsNews(look))
            {
                return;
            }

            _drawn = null;
            Pass(look.Repo);
            foreach (var job in look.Jobs.Where(j => ChargingRules.Binds(j.Stage)))
            {
                if (job.RunnerName is { } runner && SandboxName.TryParse(runner, out var name))
                {
                    _taken[name] = job;
                    _spent.Remove(name);
                }
            }

            repository.Replace(look, _classes, clock.GetUtcNow());
            foreach (var (name, spent) in _spent.Where(s => s.Value.Class.Repo.Equals(look.Repo)).ToList())
            {
                if (!ChargingRules.StillStandsFor(clock.GetElapsedTime(spent.TakenAt, look.Began)))
                {
                    _spent.Remove(name);
                }
            }
        }

        if (!quiet)
        {
            Tell();
        }
    }

    /// <summary>A repository is watched no longer: nothing that was seen queued in it is wanted.</summary>
    public void Withdraw(RepoName repo)
    {
        lock (_gate)
        {
            _drawn = null;
            _repositories.Remove(repo);
            Pass(repo);
        }

        Tell();
    }

    /// <summary>A runner has taken a job that no look has shown yet: one queued job of its class is taken to be that one.</summary>
    /// <param name="ago">Since it said so.</param>
    public void Spend(SandboxName runner, RunnerClass of, TimeSpan ago)
    {
        lock (_gate)
        {
            if (!_taken.ContainsKey(runner))
            {
                _drawn = null;
                _spent[runner] = (of, clock.GetTimestamp() - (long)(ago.TotalSeconds * clock.TimestampFrequency));
            }
        }
    }

    /// <summary>A run is on its line: what its runner is seen to take is remembered until <see cref="Forget"/>, whatever later looks list.</summary>
    public void Expect(SandboxName runner)
    {
        lock (_gate)
        {
            _expected.Add(runner);
        }
    }

    /// <summary>The run is over and judged: what it took is history, also where its job goes on being listed beside others of its workflow run.</summary>
    public void Forget(SandboxName runner)
    {
        lock (_gate)
        {
            _drawn = null;
            _expected.Remove(runner);
            _taken.Remove(runner);
        }
    }

    public ObservedJob? TakenBy(SandboxName runner)
    {
        lock (_gate)
        {
            return _taken.GetValueOrDefault(runner);
        }
    }

    /// <summary>What holds for runners of a class, also one whose labels were configured differently by now; null when its repository is not offered.</summary>
    public DispatchPolicy? DispatchOf(RunnerClass of)
    {
        lock (_gate)
        {
            return _classes.FirstOrDefault(c => c.Class.Repo.Equals(of.Repo) && c.Class.Backend == of.Backend)?.Dispatch;
        }
    }

    /// <summary>Drawn once and handed out until something changes: it is asked for every second, and looks are rarer.</summary>
    public DemandSnapshot Snapshot()
    {
        lock (_gate)
        {
            return _drawn ??= Draw();
        }
    }

    /// <summary>Waits until a look shows the runner's job completed with a conclusion; null when <paramref name="bound"/> passes first.</summary>
    public async Task<ObservedJob?> ConcludedAsync(SandboxName runner, TimeSpan bound, CancellationToken stop)
    {
        var deadline = Task.Delay(bound, clock, stop);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_taken.TryGetValue(runner, out var job) && job is { Stage: JobStage.Completed, Facts.Conclusion: not null })
                {
                    return job;
                }

                changed = _changed.Task;
            }

            if (await Task.WhenAny(changed, deadline).ConfigureAwait(false) == deadline)
            {
                stop.ThrowIfCancellationRequested();
                return TakenBy(runner);
            }
        }
    }

    /// <summary>No job was there and none is, nor a runner that may have one: true of nearly every look of a large installation, and nobody has to hear of it.</summary>
    private bool IsQuiet(RepositoryLook look) =>
        look.Jobs.Count == 0 && _taken.Count == 0 && _spent.Count == 0 && _repositories.TryGetValue(look.Repo, out var known) && !known.Jobs.Any();

    /// <summary>Of runners that nobody here expects, other daemons' and those of runs that are over, only what the newest look lists is known.</summary>
    private void Pass(RepoName repo)
    {
        foreach (var name in _taken.Where(t => t.Value.Repo.Equals(repo) && !_expected.Contains(t.Key)).Select(t => t.Key).ToList())
        {
            _taken.Remove(name);
        }
    }

    private DemandSnapshot Draw()
    {
        var spent = _spent.Values.GroupBy(s => s.Class).ToDictionary(g => g.Key, g => g.Count());
        var waiting = new List<DemandedJob>();
        var queued = _repositories.Values.SelectMany(r => r.Jobs).OrderBy(j => j.Job.QueuedAt).ThenBy(j => j.Job.JobId).ToList();
        foreach (var job in queued)
        {
            if (job.Class is { } charged && spent.TryGetValue(charged.Class, out var left) && left > 0)
            {
                spent[charged.Class] = left - 1;
                continue;
            }

            waiting.Add(job);
        }

        return new DemandSnapshot(waiting, _taken.Keys.ToHashSet(), _classes)
        {
            Queued = queued,
            Listed = queued.Where(j => j.Class is not null).GroupBy(j => j.Class!.Class).ToDictionary(g => g.Key, g => g.Count()),
            Looks = _repositories.ToDictionary(r => r.Key, r => r.Value.LookBegan),
        };
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Tell()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
        Changed?.Invoke();
    }
}
