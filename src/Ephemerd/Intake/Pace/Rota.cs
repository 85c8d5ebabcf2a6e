using Ephemerd.Model;

namespace Ephemerd.Intake.Pace;

/// <summary>
/// One credential's repositories, and which is looked at next and when: each in its interval, all together within the pace. Knows time only as
/// what it is told. Guarded by its lane's lock.
/// </summary>
internal sealed class Rota
{
    // How often the stretch is reckoned anew: it moves slowly, and every look would pay for it.
    private static readonly TimeSpan StretchFor = TimeSpan.FromSeconds(1);
    private readonly Dictionary<RepoName, Beat> _byName = [];
    private readonly List<Beat> _beats = [];
    private (TimeSpan At, double Busy, double Idle)? _stretch;

    // When the pace has room for the next listing; the past while there is room to spare.
    private TimeSpan _openAt;

    public IReadOnlyList<Beat> Beats => _beats;

    public Beat? Find(RepoName repo) => _byName.GetValueOrDefault(repo);

    public void Add(Beat beat)
    {
        _byName.Add(beat.Repo, beat);
        _beats.Add(beat);
        _stretch = null;
    }

    public void Remove(RepoName repo)
    {
        _byName.Remove(repo);
        _beats.RemoveAll(b => b.Repo.Equals(repo));
        _stretch = null;
    }

    /// <summary>The repository to look at now, then marked as under way; else how long there is none, null for until something changes.</summary>
    public (Beat? Beat, TimeSpan? Wait) Next(TimeSpan now)
    {
        Beat? first = null;
        TimeSpan? soonest = null;
        foreach (var beat in _beats)
        {
            if (beat.IsUnderWay)
            {
                continue;
            }

            if (beat.RungAt is null && beat.Due > now)
            {
                soonest = beat.Due < soonest ? beat.Due : soonest ?? beat.Due;
            }
            else if (first is null || beat.Rank < first.Rank)
            {
                first = beat;
            }
        }

        if (first is null)
        {
            return (null, soonest - now);
        }

        var room = _openAt - Listings(first.RungAt is null ? PaceRules.Credit : PaceRules.UrgentCredit, PaceRules.Sustained);
        if (room > now)
        {
            return (null, room - now);
        }

        // By attempts: what cannot be shown is no reason to ask for it faster.
        var isFirst = first.Intake is { Looks: 0, Faults: 0 };
        _openAt = (_openAt > now ? _openAt : now) + Listings(first.Cost, isFirst ? PaceRules.FirstRound : PaceRules.Sustained);
        first.RungAt = null;
        first.IsUnderWay = true;
        return (first, null);
    }

    /// <summary>The intervals that busy and idle repositories can have now.</summary>
    public (TimeSpan Busy, TimeSpan Idle) Intervals(TimeSpan busy, TimeSpan idle, TimeSpan now)
    {
        if (_stretch is not { } known || now - known.At > StretchFor)
        {
            var (ofBusy, ofIdle) = Costs(now);
            var stretch = PaceRules.Stretch(ofBusy / busy.TotalMinutes, ofIdle / idle.TotalMinutes);
            _stretch = known = (now, stretch.Busy, stretch.Idle);
        }

        return (busy * known.Busy, idle * known.Idle);
    }

    private (int Busy, int Idle) Costs(TimeSpan now)
    {
        var (ofBusy, ofIdle) = (0, 0);
        foreach (var beat in _beats)
        {
            if (beat.IsBusy(now))
            {
                ofBusy += beat.Cost;
            }
            else
            {
                ofIdle += beat.Cost;
            }
        }

        return (ofBusy, ofIdle);
    }

    private static TimeSpan Listings(double count, double perMinute) => TimeSpan.FromMinutes(count / perMinute);
}
