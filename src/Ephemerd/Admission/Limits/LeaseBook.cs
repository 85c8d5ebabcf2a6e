using System.Diagnostics.CodeAnalysis;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// Every lease alive. The last word on limits: a lease is taken against all of them under one lock or not at all, whatever a tick decided.
/// Thread-safe.
/// </summary>
internal sealed class LeaseBook(Guid instance, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SandboxName, LiveLease> _live = [];
    private IReadOnlyList<Stray> _strays = [];

    /// <summary>Raised after a lease was let go or spent.</summary>
    public event Action? Freed;

    public IReadOnlyList<LiveLease> Live
    {
        get
        {
            lock (_gate)
            {
                return [.. _live.Values];
            }
        }
    }

    /// <summary>Environments that live without an order of theirs, as of the last sweep: each holds its places all the same.</summary>
    public IReadOnlyList<Stray> Strays
    {
        get
        {
            lock (_gate)
            {
                return _strays;
            }
        }
    }

    /// <summary>Replaces the strays by what was found now.</summary>
    public void Count(IReadOnlyList<Stray> strays)
    {
        bool fewer;
        lock (_gate)
        {
            fewer = strays.Count < _strays.Count;
            _strays = strays;
        }

        if (fewer)
        {
            Freed?.Invoke();
        }
    }

    public bool TryTake(RunnerOrder order, AdmissionPolicy policy, [NotNullWhen(true)] out LeaseHold? hold, [NotNullWhen(false)] out Closure? refusal)
    {
        lock (_gate)
        {
            refusal = LimitRules.Refuses(new LimitCase(order.Class, order.Limits.Disk, new Occupancy(_live.Values, policy, _strays), policy));
            hold = refusal is null ? Hold(order, $"queued job of {order.Class}") : null;
            return hold is not null;
        }
    }

    /// <summary>Counts a run that an earlier daemon started and that still lives, whatever the limits say now: it exists.</summary>
    public LeaseHold Adopt(RunnerOrder order)
    {
        lock (_gate)
        {
            return Hold(order, "adopted at start");
        }
    }

    private LeaseHold Hold(RunnerOrder order, string reason)
    {
        var lease = new Lease(order.Name, order.Class.Repo, order.Class.Backend, instance, clock.GetUtcNow(), reason);
        _live.Add(order.Name, new LiveLease(lease, order.Class, order.Limits.Disk, clock.GetTimestamp()));
        return new LeaseHold(lease, Spend, Free);
    }

    private void Spend(Lease lease)
    {
        lock (_gate)
        {
            if (_live.TryGetValue(lease.Run, out var live))
            {
                _live[lease.Run] = live with { Spent = true };
            }
        }

        Freed?.Invoke();
    }

    private void Free(Lease lease)
    {
        lock (_gate)
        {
            _live.Remove(lease.Run);
        }

        Freed?.Invoke();
    }
}
