namespace Ephemerd.Runners;

/// <summary>
/// What the ends of runners say of their versions, and whether making more of them is senseless. In memory only: after a restart the first
/// runners tell again. Thread-safe.
/// </summary>
internal sealed class RunnerHealth
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RunnerVersion, int> _quickExits = [];
    private readonly Dictionary<RunnerVersion, RunnerAlarm> _alarms = [];
    private readonly HashSet<RunnerVersion> _refused = [];

    /// <summary>Why dispatch is stopped, newest version first; empty when it is not.</summary>
    public IReadOnlyList<RunnerAlarm> Alarms
    {
        get
        {
            lock (_gate)
            {
                return [.. _alarms.Values.OrderByDescending(a => a.Version)];
            }
        }
    }

    /// <summary>The newest version GitHub refused; null when it refused none.</summary>
    public RunnerVersion? NewestRefused
    {
        get
        {
            lock (_gate)
            {
                return _refused.Count == 0 ? null : _refused.Max();
            }
        }
    }

    /// <summary>Takes in how one runner ended; the alarm, where this end is what raises it.</summary>
    public RunnerAlarm? Ended(RunnerVersion version, RunnerEnd end)
    {
        lock (_gate)
        {
            switch (end)
            {
                case RunnerEnd.Worked:
                    Clear(version);
                    return null;
                case RunnerEnd.TooOld:
                    _refused.Add(version);
                    return null;
                case RunnerEnd.Quick:
                    var count = _quickExits[version] = _quickExits.GetValueOrDefault(version) + 1;
                    return count == RunnerVersionRules.QuickExitsThatStop
                        ? Raise(version, $"{count} runners of version {version} in a row ended at once while their job still waited; see their runner.log")
                        : null;
                default:
                    return null;
            }
        }
    }

    /// <summary>Nothing newer than a refused version is to be had.</summary>
    public RunnerAlarm NoneNewer(RunnerVersion version, string reason)
    {
        lock (_gate)
        {
            return Raise(version, reason);
        }
    }

    /// <summary>A version is installed and about to be used: what is older no longer matters.</summary>
    public void Moved(RunnerVersion to)
    {
        lock (_gate)
        {
            foreach (var older in _alarms.Keys.Concat(_quickExits.Keys).Where(v => v < to).ToList())
            {
                _alarms.Remove(older);
                _quickExits.Remove(older);
            }
        }
    }

    /// <summary>An operator has mended something: every version is tried afresh.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _quickExits.Clear();
            _alarms.Clear();
            _refused.Clear();
        }
    }

    /// <summary>A job was taken after all.</summary>
    public void Clear(RunnerVersion version)
    {
        lock (_gate)
        {
            _quickExits.Remove(version);
            _alarms.Remove(version);
            _refused.Remove(version);
        }
    }

    private RunnerAlarm Raise(RunnerVersion version, string reason) => _alarms[version] = new RunnerAlarm(version, reason);
}

/// <summary>Dispatch is stopped because of a runner version.</summary>
internal sealed record RunnerAlarm(RunnerVersion Version, string Reason);
