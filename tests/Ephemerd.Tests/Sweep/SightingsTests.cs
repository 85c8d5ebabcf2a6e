using Ephemerd.Sweep;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

public sealed class SightingsTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(25);
    private static readonly HashSet<Family> Looked = [Family.Registration];
    private readonly HandClock _clock = new();

    [Test]
    public void The_same_twice_across_the_bound_is_settled()
    {
        var sightings = new Sightings(_clock);
        Assert.That(See(sightings, "idle", TimeSpan.Zero), Is.False);
        Assert.That(See(sightings, "idle", TimeSpan.FromSeconds(20)), Is.False, "twice, but too soon");
        Assert.That(See(sightings, "idle", TimeSpan.FromSeconds(5)), Is.True);
    }

    [Test]
    public void Something_else_in_between_begins_anew()
    {
        var sightings = new Sightings(_clock);
        See(sightings, "idle", TimeSpan.Zero);
        See(sightings, "busy", Bound);
        Assert.That(See(sightings, "idle", Bound), Is.False);
    }

    [Test]
    public void One_that_a_whole_look_did_not_show_is_forgotten_and_one_that_was_not_looked_for_is_not()
    {
        var sightings = new Sightings(_clock);
        See(sightings, "idle", TimeSpan.Zero);
        sightings.EndLook(new HashSet<Family> { Family.Sandbox });
        Assert.That(See(sightings, "idle", Bound), Is.True);
        sightings.EndLook(Looked);
        Assert.That(See(sightings, "idle", Bound), Is.False);
    }

    private bool See(Sightings sightings, string state, TimeSpan after)
    {
        _clock.Advance(after);
        var settled = sightings.Note(Family.Registration, "a", state).Settled(Bound);
        sightings.EndLook(Looked);
        return settled;
    }
}
