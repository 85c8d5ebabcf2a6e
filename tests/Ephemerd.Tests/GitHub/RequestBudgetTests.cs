using System.Globalization;
using Ephemerd.GitHub.Budget;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

/// <summary>What a credential may spend, while time moves by hand and somebody sets the wall clock.</summary>
[CancelAfter(10_000)]
internal sealed class RequestBudgetTests
{
    private static readonly Call Look = new(HttpMethod.Get, "repos/o/r/actions/runs", RouteClass.Runs);
    private static readonly Call Removal = new(HttpMethod.Delete, "repos/o/r/actions/runners/1", RouteClass.RunnerDelete);
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private HandClock _hand = new();
    private SetClock _clock = new(TimeProvider.System);
    private RequestBudget _budget = new(TimeProvider.System, new Random(1));

    [SetUp]
    public void Begin()
    {
        _hand = new HandClock();
        _clock = new SetClock(_hand);
        _budget = new RequestBudget(_clock, new Random(1));
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task A_minutes_spending_is_over_after_a_minute_whatever_the_wall_clock_says(int hours, CancellationToken stop)
    {
        while (await _budget.TakeAsync(Look, stop) is null)
        {
        }

        _clock.Offset = AnHour * hours;
        Assert.That(await _budget.TakeAsync(Look, stop), Is.Not.Null, "setting a clock gives no room");
        _hand.Advance(BudgetRules.Window);
        Assert.That(await _budget.TakeAsync(Look, stop), Is.Null);
        Assert.That(_budget.Describe(Counters()).PointsLastMinute, Is.EqualTo(1));
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task A_pause_lasts_as_long_as_it_was_told_to(int hours, CancellationToken stop)
    {
        _budget.Pause(_clock.GetUtcNow() + TimeSpan.FromMinutes(2));
        _clock.Offset = AnHour * hours;
        _hand.Advance(TimeSpan.FromSeconds(100));
        var fault = await _budget.TakeAsync(Removal, stop);
        Assert.That(fault?.RetryAt - _clock.GetUtcNow(), Is.InRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22)), "told by the clock that the caller reads");
        Assert.That(_budget.Describe(Counters()).PausedUntil - _clock.GetUtcNow(), Is.EqualTo(TimeSpan.FromSeconds(20)));
        _hand.Advance(TimeSpan.FromSeconds(21));
        Assert.That(await _budget.TakeAsync(Removal, stop), Is.Null);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task An_allowance_is_read_from_answers_also_after_the_wall_clock_was_set(int hours, CancellationToken stop)
    {
        var github = _hand.GetUtcNow();
        Observe(left: 0, reset: github + TimeSpan.FromMinutes(10));
        _clock.Offset = AnHour * hours;
        Assert.That(await _budget.TakeAsync(Look, stop), Is.Not.Null, "GitHub's hour is not over");
        _hand.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await _budget.TakeAsync(Look, stop), Is.Null);
        Observe(left: 900, reset: github + TimeSpan.FromMinutes(70));
        Assert.That(_budget.Left, Is.EqualTo(0.9));
        Observe(left: 40, reset: github + TimeSpan.FromMinutes(70));
        Assert.That(_budget.Left, Is.EqualTo(0.04));
    }

    [Test]
    public void After_a_suspended_machine_the_next_answers_are_believed()
    {
        var github = _hand.GetUtcNow();
        Observe(left: 40, reset: github + TimeSpan.FromMinutes(50));

        // A machine that slept half an hour: its wall clock is right again, the steady one stood still.
        _clock.Offset = TimeSpan.FromMinutes(30);
        Observe(left: 30, reset: github + TimeSpan.FromMinutes(50), date: github + TimeSpan.FromMinutes(30));
        Assert.That(_budget.Left, Is.EqualTo(0.03));
        _hand.Advance(TimeSpan.FromMinutes(20));
        Observe(left: 1000, reset: github + TimeSpan.FromMinutes(110), date: github + TimeSpan.FromMinutes(50));
        Assert.That(_budget.Left, Is.EqualTo(1));
    }

    [Test]
    public void Answers_that_overtake_each_other_do_not_fill_the_allowance_up_again()
    {
        var hour = _hand.GetUtcNow() + TimeSpan.FromMinutes(10);
        Observe(left: 500, reset: hour);
        Observe(left: 501, reset: hour);
        Observe(left: 1000, reset: hour - AnHour);
        Assert.That(_budget.Left, Is.EqualTo(0.5));
    }

    [TestCase("core", 0.04)]
    [TestCase("search", 1)]
    [TestCase("actions_runner_registration", 1)]
    public void Only_the_common_allowance_slows_anything_down(string resource, double left)
    {
        Observe(left: 40, reset: _hand.GetUtcNow() + TimeSpan.FromMinutes(10), resource: resource);
        Assert.That(_budget.Left, Is.EqualTo(left));
    }

    private CallCounters Counters() => new(_clock);

    /// <param name="date">What GitHub's clock says; it is never set.</param>
    private void Observe(int left, DateTimeOffset reset, DateTimeOffset? date = null, string resource = "core")
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.Date = date ?? _hand.GetUtcNow();
        foreach (var (name, value) in new[] { ("limit", 1000), ("remaining", left), ("reset", reset.ToUnixTimeSeconds()) })
        {
            answer.Headers.Add($"x-ratelimit-{name}", value.ToString(CultureInfo.InvariantCulture));
        }

        answer.Headers.Add("x-ratelimit-resource", resource);
        _budget.Observe(AnswerFacts.Of(answer, _clock.GetUtcNow()));
    }
}
