using Ephemerd.GitHub;
using Ephemerd.Intake;
using Ephemerd.Intake.Pace;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake.Pace;

/// <summary>A day of polling in a second: time is what the rota is told.</summary>
internal sealed class RotaTests
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    [TestCase(5)]
    [TestCase(200)]
    [TestCase(1000)]
    public void Idle_repositories_are_all_looked_at_within_the_pace(int repositories)
    {
        var looks = Simulate(Filled(repositories), TimeSpan.FromMinutes(30), _ => false);
        Assert.That(WorstMinute(looks.Where(l => !l.IsFirst)), Is.LessThanOrEqualTo(450 / 2), "looks of two listings a minute");
        var interval = Math.Max(60, repositories * 2 / PaceRules.Planned * 60);
        foreach (var ofOne in looks.GroupBy(l => l.Repo))
        {
            var gaps = ofOne.Zip(ofOne.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).ToList();
            Assert.That(gaps[0], Is.LessThan(interval * 1.5), $"{ofOne.Key}, after a first round that goes faster");
            Assert.That(gaps.Skip(1), Is.All.GreaterThan(interval * 0.85).And.LessThan(interval * 1.2), $"{ofOne.Key}");
        }
    }

    [Test]
    public void A_busy_repository_among_a_thousand_keeps_its_five_seconds()
    {
        var looks = Simulate(Filled(1000), TimeSpan.FromMinutes(20), repo => repo.Name == "r7").Where(l => l.Repo.Name == "r7").Skip(2).ToList();
        var gaps = looks.Zip(looks.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).ToList();
        Assert.That(gaps.Average(), Is.LessThan(6));
    }

    [Test]
    public void Many_busy_repositories_do_not_keep_an_idle_one_from_being_seen()
    {
        var looks = Simulate(Filled(300), TimeSpan.FromMinutes(20), repo => repo.Name != "r299");
        var idle = looks.Where(l => l.Repo.Name == "r299").ToList();
        var gaps = idle.Zip(idle.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).ToList();
        Assert.That(gaps, Is.Not.Empty.And.All.LessThan(120));
    }

    [Test]
    public void What_is_rung_for_goes_first_but_not_for_ever()
    {
        var rota = Filled(3);
        var (first, _) = rota.Next(TimeSpan.Zero);
        Done(first!, TimeSpan.FromMinutes(5));
        rota.Find(first!.Repo)!.RungAt = TimeSpan.FromSeconds(1);
        Assert.That(rota.Next(TimeSpan.FromSeconds(1)).Beat, Is.SameAs(first), "rung, though not due for minutes");
        Done(first, TimeSpan.FromMinutes(5));
        first.RungAt = TimeSpan.FromMinutes(1);
        Assert.That(rota.Next(TimeSpan.FromMinutes(1)).Beat, Is.Not.SameAs(first), "the others have been due for long");
    }

    [Test]
    public void A_ring_during_a_look_is_kept()
    {
        var rota = Filled(1);
        var (beat, _) = rota.Next(TimeSpan.Zero);
        beat!.RungAt = TimeSpan.FromSeconds(1);
        Assert.That(rota.Next(TimeSpan.FromSeconds(1)).Beat, Is.Null, "it is being looked at");
        Done(beat, TimeSpan.FromMinutes(5));
        Assert.That(rota.Next(TimeSpan.FromSeconds(1)).Beat, Is.SameAs(beat));
    }

    [Test]
    public void A_storm_of_rings_stays_below_what_the_budget_lets_readings_have()
    {
        var rota = Filled(50);
        var looks = new List<Look>();
        for (var now = TimeSpan.Zero; now < TimeSpan.FromMinutes(10); now += TimeSpan.FromMilliseconds(50))
        {
            foreach (var beat in rota.Beats)
            {
                beat.RungAt ??= now;
            }

            while (rota.Next(now).Beat is { } beat)
            {
                looks.Add(new Look(beat.Repo, now, false));
                Done(beat, now + Busy);
            }
        }

        Assert.That(WorstMinute(looks) * 2, Is.LessThan(720));
    }

    [Test]
    public void Repositories_that_were_never_shown_are_looked_at_no_faster_than_the_others()
    {
        var (rota, looks, now) = (Filled(1000), new List<Look>(), TimeSpan.Zero);
        var refused = new GitHubFault(GitHubFaultKind.Transient, 502, null, "no");
        while (now < TimeSpan.FromMinutes(10))
        {
            var (beat, wait) = rota.Next(now);
            if (beat is null)
            {
                now += wait!.Value;
                continue;
            }

            looks.Add(new Look(beat.Repo, now, beat.Intake.Faults == 0));
            beat.Intake = beat.Intake.Missed(refused);
            (beat.IsUnderWay, beat.Due) = (false, now + PollRules.Wait(Idle, 1, refused, beat.Intake.Failing, Epoch, 0.5));
        }

        Assert.That(looks.Count(l => l.IsFirst), Is.EqualTo(1000));
        Assert.That(WorstMinute(looks.Where(l => !l.IsFirst)), Is.InRange(150, 450 / 2), "looks of two listings a minute");
    }

    private sealed record Look(RepoName Repo, TimeSpan At, bool IsFirst);

    private static Rota Filled(int repositories)
    {
        var rota = new Rota();
        foreach (var i in Enumerable.Range(0, repositories))
        {
            rota.Add(new Beat(new RepositoryWatch(RepoName.Parse($"octo/r{i}"), null!, _ => true, new FollowedJobs(), TimeProvider.System), TimeSpan.Zero, DateTimeOffset.UnixEpoch));
        }

        return rota;
    }

    private static void Done(Beat beat, TimeSpan due)
    {
        (beat.IsUnderWay, beat.Due) = (false, due);
        beat.Intake = beat.Intake.Saw(Epoch);
    }

    private static List<Look> Simulate(Rota rota, TimeSpan length, Func<RepoName, bool> isBusy)
    {
        var (looks, dice, now) = (new List<Look>(), new Random(1), TimeSpan.Zero);
        while (now < length)
        {
            var (beat, wait) = rota.Next(now);
            if (beat is null)
            {
                now += wait!.Value;
                continue;
            }

            looks.Add(new Look(beat.Repo, now, beat.Intake.LastLook is null));
            beat.ActiveAt = isBusy(beat.Repo) ? now : null;
            var (busy, idle) = rota.Intervals(Busy, Idle, now);
            beat.HasLead = beat.IsBusy(now);
            Done(beat, now + PollRules.Wait(beat.HasLead ? busy : idle, 1, null, 0, Epoch, dice.NextDouble()));
        }

        return looks;
    }

    private static int WorstMinute(IEnumerable<Look> looks)
    {
        var (within, worst) = (new Queue<TimeSpan>(), 0);
        foreach (var look in looks)
        {
            within.Enqueue(look.At);
            while (within.Peek() <= look.At - TimeSpan.FromMinutes(1))
            {
                within.Dequeue();
            }

            worst = Math.Max(worst, within.Count);
        }

        return worst;
    }
}
