using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Telemetry;
using NUnit.Framework;

namespace Ephemerd.Tests.Telemetry;

/// <summary>One span a run, heard as any OpenTelemetry listener hears it.</summary>
[NonParallelizable]
internal sealed class SpanTests
{
    private readonly List<Activity> _heard = [];
    private ActivityListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _heard.Clear();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Names.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _heard.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [TearDown]
    public void StopListening() => _listener.Dispose();

    [Test]
    public void A_run_is_one_span_with_its_phases_as_events_and_the_way_to_its_job()
    {
        using var bench = new TelemetryBench();
        var began = bench.Clock.GetUtcNow();
        var run = bench.Begin();
        bench.Reach(run, Phase.Registered, 1, s => s with { RunnerId = 12 });
        bench.Reach(run, Phase.Started, 1);
        bench.Reach(run, Phase.Busy, 2, s => s with { Job = bench.Job() });
        Assert.That(_heard, Is.Empty, "nothing is told before its end");
        bench.End(run, Outcome.Succeeded);

        var span = _heard.Single();
        Assert.Multiple(() =>
        {
            Assert.That(span.StartTimeUtc, Is.EqualTo(began.UtcDateTime));
            Assert.That(span.Duration, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(span.Parent, Is.Null);
            Assert.That(span.Status, Is.EqualTo(ActivityStatusCode.Ok));
            Assert.That(
                span.Events.Select(e => (e.Name, (e.Timestamp - began).TotalSeconds)),
                Is.EqualTo(new[] { ("leased", 0.0), ("registered", 1.0), ("started", 2.0), ("busy", 4.0), ("finished", 5.0) }));
            Assert.That(span.GetTagItem(Names.Run), Is.EqualTo(run.ToString()));
            Assert.That(span.GetTagItem(Names.WorkerId), Is.EqualTo(12));
            Assert.That(span.GetTagItem(Names.JobUrl), Is.EqualTo("https://github.example/acme/app/actions/runs/99/job/4711"));
            Assert.That(span.GetTagItem(Names.Sha), Is.EqualTo("0123abc"));
            Assert.That(span.GetTagItem(Names.Outcome), Is.EqualTo("succeeded"));
            Assert.That(span.GetTagItem(Names.ExitCode), Is.Null);
        });
    }

    [Test]
    public void Of_a_run_that_was_taken_up_the_records_tell_the_phases_before()
    {
        using var bench = new TelemetryBench();
        var began = bench.Clock.GetUtcNow();
        var run = bench.Begin(adopted: true);
        bench.Clock.Advance(TimeSpan.FromSeconds(60));
        bench.Reach(run, Phase.Busy, 0, s => s with { StartedAt = began.AddSeconds(2), BusyAt = began.AddSeconds(5) });
        bench.End(run, Outcome.Succeeded);

        Assert.That(
            _heard.Single().Events.Select(e => (e.Name, (e.Timestamp - began).TotalSeconds)),
            Is.EqualTo(new[] { ("leased", 0.0), ("started", 2.0), ("busy", 5.0), ("finished", 61.0) }));
    }

    [TestCase(Outcome.Failed, ActivityStatusCode.Ok)]
    [TestCase(Outcome.Killed, ActivityStatusCode.Ok)]
    [TestCase(Outcome.SandboxFailed, ActivityStatusCode.Error)]
    [TestCase(Outcome.Lost, ActivityStatusCode.Error)]
    public void Only_what_our_side_did_wrong_is_an_error(Outcome outcome, ActivityStatusCode status)
    {
        using var bench = new TelemetryBench();
        bench.End(bench.Begin(), outcome);

        Assert.That(_heard.Single().Status, Is.EqualTo(status));
        Assert.That(_heard.Single().StatusDescription, status == ActivityStatusCode.Error ? Is.EqualTo("as told") : Is.Null);
    }
}
