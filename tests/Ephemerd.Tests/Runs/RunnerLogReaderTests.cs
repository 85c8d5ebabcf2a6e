using Ephemerd.Runs;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

internal sealed class RunnerLogReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private string _path = "";

    [SetUp]
    public void Make() => _path = Path.GetTempFileName();

    [TearDown]
    public void Remove() => File.Delete(_path);

    [Test]
    public void The_log_is_read_on_from_where_it_was_left_even_in_the_middle_of_a_line()
    {
        var reader = new RunnerLogReader(_path, 0, Start);
        reader.Read(RunMarks.None, Start);
        File.AppendAllText(_path, "\n√ Connected to GitHub\n\n2026-03-01 12:00:01Z: Listening fo");
        var marks = reader.Read(RunMarks.None, Start);
        Assert.That(marks.ListeningAt, Is.Null, "half a line says nothing, and being connected is printed before any call");
        File.AppendAllText(_path, "r Jobs\n");
        marks = reader.Read(marks, Start.AddSeconds(1));
        Assert.That(marks, Is.EqualTo(new RunMarks(Start.AddSeconds(1), null)));
        File.AppendAllText(_path, "2026-03-01 12:00:09Z: Running job: build\n");
        marks = reader.Read(marks, Start.AddSeconds(9));
        Assert.That(marks, Is.EqualTo(new RunMarks(Start.AddSeconds(1), Start.AddSeconds(9))));
    }

    [Test]
    public void A_later_reader_goes_on_at_the_byte_and_begins_with_the_line_that_was_cut()
    {
        File.WriteAllText(_path, "2026-03-01 12:00:01Z: Listening for Jobs\n2026-03-01 12:00:0");
        var first = new RunnerLogReader(_path, 0, Start);
        var marks = first.Read(RunMarks.None, Start.AddSeconds(1));
        File.AppendAllText(_path, "9Z: Running job: √\n");

        var second = new RunnerLogReader(_path, first.Offset, Start);
        marks = second.Read(marks, Start.AddMinutes(30));

        Assert.That(marks, Is.EqualTo(new RunMarks(Start.AddSeconds(1), Start.AddSeconds(9))));
        Assert.That(second.Offset, Is.EqualTo(new FileInfo(_path).Length));
    }

    [TestCase("2026-03-01 12:10:00Z: ", 600, Description = "as it says")]
    [TestCase("2026-03-01 11:00:00Z: ", 0, Description = "not before the runner was started")]
    [TestCase("2026-03-01 23:00:00Z: ", 1800, Description = "not later than now")]
    [TestCase("no stamp at all here at ", 1800, Description = "now")]
    public void What_was_said_while_nobody_looked_was_said_when_its_stamp_says_as_far_as_that_can_be(string stamp, int seconds)
    {
        File.WriteAllText(_path, $"{stamp}Running job: build\n");

        var marks = new RunnerLogReader(_path, 0, Start).Read(RunMarks.None, Start.AddMinutes(30));

        Assert.That(marks.BusyAt, Is.EqualTo(Start.AddSeconds(seconds)));
    }

    [Test]
    public void What_is_met_while_it_is_written_was_said_now_whatever_its_stamp_says()
    {
        var reader = new RunnerLogReader(_path, 0, Start);
        reader.Read(RunMarks.None, Start);
        File.AppendAllText(_path, "2026-03-01 12:00:01Z: Running job: build\n");

        Assert.That(reader.Read(RunMarks.None, Start.AddMinutes(30)).BusyAt, Is.EqualTo(Start.AddMinutes(30)));
    }

    [Test]
    public void A_log_that_is_not_there_yet_says_nothing() =>
        Assert.That(new RunnerLogReader("/nonexistent/runner.log", 0, Start).Read(RunMarks.None, Start), Is.EqualTo(RunMarks.None));
}
