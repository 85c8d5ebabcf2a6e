using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Watching;

internal sealed class RunStopsTests
{
    [TestCase(StopCause.Killed, StopLadder.AtOnce, ExpectedResult = true)]
    [TestCase(StopCause.ShuttingDown, StopLadder.AtOnce, ExpectedResult = true)]
    [TestCase(StopCause.Killed, StopLadder.Orderly, ExpectedResult = false)]
    [TestCase(StopCause.ShuttingDown, StopLadder.Orderly, ExpectedResult = false)]
    [TestCase(StopCause.Idle, StopLadder.AtOnce, ExpectedResult = false)]
    [TestCase(StopCause.Surplus, StopLadder.AtOnce, ExpectedResult = false)]
    [TestCase(StopCause.NeverCame, StopLadder.AtOnce, ExpectedResult = false)]
    public bool Only_who_wants_it_over_at_once_leaves_no_time_for_the_verdict(StopCause cause, StopLadder ladder)
    {
        using var stops = new RunStops();
        stops.Request(cause, ladder);
        return stops.Hurry.IsCancellationRequested;
    }

    [Test]
    public void Who_is_retired_already_can_still_be_hurried()
    {
        using var stops = new RunStops();
        stops.Request(StopCause.Idle, StopLadder.AtOnce);
        stops.Request(StopCause.ShuttingDown, StopLadder.AtOnce);
        Assert.That((stops.Cause, stops.Hurry.IsCancellationRequested), Is.EqualTo((StopCause.Idle, true)));
    }
}
