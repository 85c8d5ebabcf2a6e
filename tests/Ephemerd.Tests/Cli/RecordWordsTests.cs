using Ephemerd.Cli.Output;
using Ephemerd.Telemetry;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli;

public sealed class RecordWordsTests
{
    private static readonly JobRecord Line = new()
    {
        Event = JobRecord.Leased, At = DateTimeOffset.UnixEpoch, Instance = Guid.Empty, Run = "eph-box-7k2m9q-06e5x0c1k2abcde", Runner = "eph-box-7k2m9q-06e5x0c1k2abcde",
        Repository = "acme/app", Labels = ["linux", "self-hosted"], Backend = "bubblewrap", EgressRequested = "open", GrantedAt = DateTimeOffset.UnixEpoch,
    };

    [Test]
    public void A_grant_says_for_whom_and_as_what() =>
        Assert.That(RecordWords.Of(Line.ToLine()), Is.EqualTo("a runner for acme/app on bubblewrap, labels linux,self-hosted"));

    [Test]
    public void A_start_says_how_far_from_the_machine() => Assert.That(
        RecordWords.Of((Line with
        {
            Event = JobRecord.Started, IsolationAchieved = "namespaces_and_service_user", EgressAchieved = "open", User = "_ephemerd0", RunnerVersion = "2.336.0",
        }).ToLine()),
        Is.EqualTo("namespaces_and_service_user, egress open, user _ephemerd0, runner 2.336.0"));

    [Test]
    public void An_end_says_how_and_why_and_of_which_job() => Assert.That(
        RecordWords.Of((Line with
        {
            Event = JobRecord.Finished, Outcome = "killed", Reason = "an operator ended it", JobId = 4711, Job = "build", WallMs = 61_234,
        }).ToLine()),
        Is.EqualTo("killed: an operator ended it; job 4711 'build', 61.2 s"));

    [Test]
    public void What_is_not_known_is_left_out() => Assert.That(
        RecordWords.Of((Line with { Event = JobRecord.Finished, Outcome = "refused", Reason = "no" }).ToLine()), Is.EqualTo("refused: no; no job"));

    [TestCase("a sentence")]
    [TestCase("{half")]
    [TestCase("{\"event\":\"job.praised\"}")]
    [TestCase("")]
    public void Anything_else_is_told_as_it_is(string detail) => Assert.That(RecordWords.Of(detail), Is.EqualTo(detail));
}
