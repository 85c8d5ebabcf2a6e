using Ephemerd.Model;

namespace Ephemerd.Intake.Pace;

/// <summary>One repository's place in a <see cref="Rota"/>. Moments are spans since the rota began.</summary>
/// <param name="since">When it began to be watched: until a look has come whole, nothing newer than that is known.</param>
internal sealed class Beat(RepositoryWatch watch, TimeSpan due, DateTimeOffset since)
{
    public RepositoryWatch Watch { get; } = watch;

    public RepoName Repo => Watch.Repo;

    public TimeSpan Due { get; set; } = due;

    /// <summary>When something rang for it; null when nothing did since its look began.</summary>
    public TimeSpan? RungAt { get; set; }

    public bool IsUnderWay { get; set; }

    /// <summary>Listings its last look took; what its next one is reckoned to take.</summary>
    public int Cost { get; set; } = PaceRules.IdleCost;

    /// <summary>When a look last showed a run in it; null while none did.</summary>
    public TimeSpan? ActiveAt { get; set; }

    public RepositoryIntake Intake { get; set; } = new(watch.Repo, null, 0, 0, 0, null);

    /// <summary>What is known of it is as old as this.</summary>
    public DateTimeOffset KnownAt => Intake.LastLook ?? since;

    /// <summary>Whether it was busy when it last was given its turn.</summary>
    public bool HasLead { get; set; }

    /// <summary>What goes first: the one that is due longest, a busy or rung one as if it were due for a while.</summary>
    public TimeSpan Rank
    {
        get
        {
            var due = HasLead ? Due - PaceRules.BusyLead : Due;
            return RungAt is { } rung && rung - PaceRules.RingLead < due ? rung - PaceRules.RingLead : due;
        }
    }

    public bool IsBusy(TimeSpan now) => ActiveAt is { } active && now - active < PaceRules.BusyFor;
}
