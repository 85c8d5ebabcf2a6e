using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

internal sealed class RunWatchRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static WatchStep At(
        TimeSpan after, TimeSpan? listening = null, TimeSpan? busy = null, TimeSpan? concluded = null, bool cancelled = false, bool surplus = false) =>
        RunWatchRules.Next(new WatchFacts(new RunMarks(Start + listening, Start + busy), Start, Limit, Idle, Start + concluded, cancelled, surplus), Start + after);

    [Test]
    public void A_runner_that_never_listens_is_ended_after_its_bound() => Assert.Multiple(() =>
    {
        Assert.That(At(RunWatchRules.AppearWithin - Second), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(RunWatchRules.AppearWithin), Is.EqualTo(WatchStep.EndNeverCame));
    });

    [Test]
    public void An_idle_runner_is_retired_counted_from_when_it_listened() => Assert.Multiple(() =>
    {
        var listening = TimeSpan.FromSeconds(30);
        Assert.That(At(Idle + listening - Second, listening), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(Idle + listening, listening), Is.EqualTo(WatchStep.RetireIdle));
    });

    [Test]
    public void A_jobs_timeout_counts_from_when_it_began_and_a_busy_runner_is_never_idle() => Assert.Multiple(() =>
    {
        var busy = TimeSpan.FromMinutes(20);
        Assert.That(At(Limit, TimeSpan.Zero, busy), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(Limit + busy, TimeSpan.Zero, busy), Is.EqualTo(WatchStep.EndTimedOut));
    });

    [Test]
    public void A_runner_that_nothing_needs_is_retired_whether_or_not_it_listens_yet_and_never_while_it_is_busy() => Assert.Multiple(() =>
    {
        Assert.That(At(Second, surplus: true), Is.EqualTo(WatchStep.RetireUnwanted));
        Assert.That(At(Second, listening: Second, surplus: true), Is.EqualTo(WatchStep.RetireUnwanted));
        Assert.That(At(Second, listening: Second, busy: Second, surplus: true), Is.EqualTo(WatchStep.Wait));
    });

    [Test]
    public void Who_was_told_to_go_gets_the_time_of_one_orderly_end_however_many_daemons_tell_it() => Assert.Multiple(() =>
    {
        var end = TimeSpan.FromSeconds(35);
        Assert.That(RunWatchRules.Ladder(StopLadder.Orderly, Start, Start), Is.EqualTo(StopLadder.Orderly));
        Assert.That(RunWatchRules.Ladder(StopLadder.Orderly, Start, Start + end - Second), Is.EqualTo(StopLadder.Orderly));
        Assert.That(RunWatchRules.Ladder(StopLadder.Orderly, Start, Start + end), Is.EqualTo(StopLadder.AtOnce));
        Assert.That(RunWatchRules.Ladder(StopLadder.AtOnce, Start, Start), Is.EqualTo(StopLadder.AtOnce));
    });

    [Test]
    public void A_runner_whose_job_is_over_gets_its_grace_and_is_then_ended() => Assert.Multiple(() =>
    {
        var over = TimeSpan.FromMinutes(10);
        Assert.That(At(over + RunWatchRules.LeaveWithin - Second, Second, Second, over), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(over + RunWatchRules.LeaveWithin, Second, Second, over), Is.EqualTo(WatchStep.EndOverstayed));
    });

    [Test]
    public void A_runner_whose_job_was_cancelled_gets_the_five_minutes_that_GitHub_gives_it_and_a_half() => Assert.Multiple(() =>
    {
        var over = TimeSpan.FromMinutes(10);
        var ladder = new TimeSpan(0, 5, 30);
        Assert.That(At(over + ladder - Second, Second, Second, over, cancelled: true), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(over + ladder, Second, Second, over, cancelled: true), Is.EqualTo(WatchStep.EndOverstayed));
    });
}
