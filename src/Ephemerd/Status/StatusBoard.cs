using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>
/// The one mutable place: the newest snapshot of every run. Runs write, windows read. Thread-safe. Finished runs stay until
/// <see cref="KeptFinished"/> newer ones have finished; the ledger remembers them longer.
/// </summary>
internal sealed class StatusBoard
{
    public const int KeptFinished = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<SandboxName, RunSnapshot> _runs = [];
    private readonly Queue<SandboxName> _finished = new();
    private readonly ConcurrentDictionary<Channel<RunSnapshot>, bool> _watchers = new();

    public IReadOnlyList<RunSnapshot> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Values.OrderBy(r => r.Order.Name.Run)];
            }
        }
    }

    public RunSnapshot? Find(SandboxName name)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault(name);
        }
    }

    public void Open(RunnerOrder order, bool adopted = false) => Put(order.Name, new RunSnapshot(order, Phase.Leased, 1) { Adopted = adopted });

    /// <summary>Replaces a run's snapshot by a function of the old one. A run that is not on the board is not brought back.</summary>
    public void Update(SandboxName name, Func<RunSnapshot, RunSnapshot> change)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(name, out var old))
            {
                var next = change(old);
                Put(name, next with { Version = old.Version + 1, Reason = next.Reason is { } reason ? Redactor.Process.Clean(reason) : null });
            }
        }
    }

    /// <summary>
    /// Every run as it is now, then every change: subscribed before the replay, so nothing falls between, and a version is told once.
    /// </summary>
    public async IAsyncEnumerable<RunSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var channel = Channel.CreateUnbounded<RunSnapshot>(new UnboundedChannelOptions { SingleReader = true });
        var told = new Dictionary<SandboxName, long>();
        _watchers[channel] = true;
        try
        {
            foreach (var run in Runs)
            {
                told[run.Order.Name] = run.Version;
                yield return run;
            }

            await foreach (var run in channel.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                if (told.GetValueOrDefault(run.Order.Name) >= run.Version)
                {
                    continue;
                }

                told[run.Order.Name] = run.Version;
                yield return run;
                if (run.Phase == Phase.Finished)
                {
                    told.Remove(run.Order.Name);
                }
            }
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
        }
    }

    private void Put(SandboxName name, RunSnapshot run)
    {
        lock (_gate)
        {
            var wasFinished = _runs.TryGetValue(name, out var old) && old.Phase == Phase.Finished;
            _runs[name] = run;
            if (run.Phase == Phase.Finished && !wasFinished)
            {
                _finished.Enqueue(name);
                if (_finished.Count > KeptFinished)
                {
                    _runs.Remove(_finished.Dequeue());
                }
            }

            // Told inside the lock so that watchers see one run's versions in their order; an unbounded channel never blocks here.
            foreach (var watcher in _watchers.Keys)
            {
                watcher.Writer.TryWrite(run);
            }
        }
    }
}
