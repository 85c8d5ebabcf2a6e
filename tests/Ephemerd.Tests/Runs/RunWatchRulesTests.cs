using Ephemerd.Runs;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

internal sealed class RunWatchRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    private static WatchStep At(TimeSpan after, TimeSpan? listening = null, TimeSpan? busy = null) =>
        RunWatchRules.Next(new RunMarks(Start + listening, Start + busy), Start, Limit, Start + after);

    [Test]
    public void A_runner_that_never_listens_is_ended_after_its_bound() => Assert.Multiple(() =>
    {
        Assert.That(At(RunWatchRules.AppearWithin - TimeSpan.FromSeconds(1)), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(RunWatchRules.AppearWithin), Is.EqualTo(WatchStep.EndNeverCame));
    });

    [Test]
    public void An_idle_runner_is_retired_counted_from_when_it_listened() => Assert.Multiple(() =>
    {
        var listening = TimeSpan.FromSeconds(30);
        Assert.That(At(RunWatchRules.IdleFor, listening), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(RunWatchRules.IdleFor + listening, listening), Is.EqualTo(WatchStep.Retire));
    });

    [Test]
    public void A_jobs_timeout_counts_from_when_it_began_and_a_busy_runner_is_never_idle() => Assert.Multiple(() =>
    {
        var busy = TimeSpan.FromMinutes(20);
        Assert.That(At(Limit, TimeSpan.Zero, busy), Is.EqualTo(WatchStep.Wait));
        Assert.That(At(Limit + busy, TimeSpan.Zero, busy), Is.EqualTo(WatchStep.EndTimedOut));
    });

    [Test]
    public void The_log_is_read_on_from_where_it_was_left_even_in_the_middle_of_a_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            var reader = new RunnerLogReader(path);
            var marks = new RunMarks(null, null);
            File.AppendAllText(path, "\n√ Connected to GitHub\n\n2026-03-01 12:00:01Z: Listening fo");
            marks = reader.Read(marks, Start);
            Assert.That(marks.ListeningAt, Is.Null, "half a line says nothing, and being connected is printed before any call");
            File.AppendAllText(path, "r Jobs\n");
            marks = reader.Read(marks, Start.AddSeconds(1));
            Assert.That(marks, Is.EqualTo(new RunMarks(Start.AddSeconds(1), null)));
            File.AppendAllText(path, "2026-03-01 12:00:09Z: Running job: build\n");
            marks = reader.Read(marks, Start.AddSeconds(9));
            Assert.That(marks, Is.EqualTo(new RunMarks(Start.AddSeconds(1), Start.AddSeconds(9))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_log_that_is_not_there_yet_says_nothing() =>
        Assert.That(new RunnerLogReader("/nonexistent/runner.log").Read(new RunMarks(null, null), Start), Is.EqualTo(new RunMarks(null, null)));
}
