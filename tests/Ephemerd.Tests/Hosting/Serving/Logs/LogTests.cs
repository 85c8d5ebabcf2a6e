using System.Text.Json;
using Ephemerd.Hosting.Serving;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Serving.Logs;

internal sealed partial class LogTests
{
    [Test]
    public void A_json_line_says_what_it_is_about_under_the_names_of_every_other_face()
    {
        using var heard = new Heard(LogLevel.Information, clock => new JsonLines(clock, journal: false));
        Ended(heard.Log, "eph-box-a1b2c3-0001", "acme/app", 4711, DayOfWeek.Monday, new IOException("no \"space\"\nleft"));

        using var line = JsonDocument.Parse(heard.Lines.Single());
        Assert.That(line.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[]
        {
            "time", "level", "room", "message", "run", "repository", "job_id", "outcome", "exception",
        }));
        Assert.Multiple(() =>
        {
            Assert.That(line.RootElement.GetProperty("time").GetString(), Is.EqualTo("2026-03-01T12:00:00.000Z"));
            Assert.That(line.RootElement.GetProperty("level").GetString(), Is.EqualTo("warn"));
            Assert.That(line.RootElement.GetProperty("room").GetString(), Is.EqualTo("LogTests"));
            Assert.That(line.RootElement.GetProperty("run").GetString(), Is.EqualTo("eph-box-a1b2c3-0001"));
            Assert.That(line.RootElement.GetProperty("job_id").GetInt64(), Is.EqualTo(4711));
            Assert.That(line.RootElement.GetProperty("outcome").GetString(), Is.EqualTo("monday"));
            Assert.That(line.RootElement.GetProperty("message").GetString(), Is.EqualTo("eph-box-a1b2c3-0001 of acme/app ran 4711 and ended as Monday"));
        });
    }

    [TestCase(LogLevel.Error, "<3>")]
    [TestCase(LogLevel.Warning, "<4>")]
    [TestCase(LogLevel.Information, "<6>")]
    public void The_journal_is_told_the_level(LogLevel level, string prefix)
    {
        using var json = new Heard(LogLevel.Information, clock => new JsonLines(clock, journal: true));
        using var plain = new Heard(LogLevel.Information, clock => new PlainLines(clock, () => true, journal: true));
        Say(json.Log, level, "a", "b");
        Say(plain.Log, level, "a", "b");

        Assert.That(json.Lines.Single(), Does.StartWith(prefix + "{"));
        Assert.That(plain.Lines.Single(), Does.StartWith(prefix + "2026"));
    }

    [TestCase("8:4711", "socket:[4711]", true)]
    [TestCase("8:4711", "socket:[4712]", false)]
    [TestCase("8:4711", "/var/log/ephemerd.log", false)]
    [TestCase("8:4711", null, false)]
    [TestCase("8:", "socket:[]", false)]
    [TestCase(null, "socket:[4711]", false)]
    public void Only_an_output_that_goes_to_the_journal_is_taken_for_it(string? stream, string? output, bool ours) =>
        Assert.That(JournalRules.IsOurs(stream, output), Is.EqualTo(ours));

    [Test]
    public void The_same_of_the_same_thing_is_written_five_times_a_minute_and_then_counted()
    {
        using var heard = new Heard(LogLevel.Information);
        for (var i = 1; i <= 20; i++)
        {
            Say(heard.Log, LogLevel.Warning, "acme/app", $"fault {i}");
        }

        Say(heard.Log, LogLevel.Warning, "acme/other", "fault");
        Assert.That(heard.Lines, Has.Count.EqualTo(6), "five of one, and the other's own");

        heard.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.That(heard.Lines[^1], Does.Contain("acme/app: fault 20 (the last of 15 like it that were left out within a minute)"));

        Say(heard.Log, LogLevel.Warning, "acme/app", "fault 21");
        Assert.That(heard.Lines, Has.Count.EqualTo(8), "a new minute");
        heard.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(heard.Lines, Has.Count.EqualTo(8), "and nothing more to tell");
    }

    [Test]
    public void What_was_left_out_is_told_when_the_daemon_ends()
    {
        var heard = new Heard(LogLevel.Information);
        for (var i = 1; i <= 7; i++)
        {
            Say(heard.Log, LogLevel.Error, "acme/app", $"fault {i}");
        }

        heard.Dispose();

        Assert.That(heard.Lines[^1], Does.Contain("fault 7 (the last of 2 like it"));
    }

    [TestCase(LogLevel.Critical)]
    [TestCase(LogLevel.Debug)]
    public void What_is_critical_or_asked_for_is_always_written(LogLevel level)
    {
        using var heard = new Heard(LogLevel.Trace);
        for (var i = 1; i <= 20; i++)
        {
            Say(heard.Log, level, "acme/app", "again");
        }

        Assert.That(heard.Lines, Has.Count.EqualTo(20));
    }

    [Test]
    public void What_is_below_the_level_is_neither_written_nor_counted()
    {
        using var heard = new Heard(LogLevel.Error);
        for (var i = 1; i <= 20; i++)
        {
            Say(heard.Log, LogLevel.Warning, "acme/app", "again");
        }

        heard.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(heard.Lines, Is.Empty);
    }

    [Test]
    public void A_wall_clock_that_is_set_back_keeps_no_line_from_being_written()
    {
        using var heard = new Heard(LogLevel.Information);
        for (var i = 1; i <= 6; i++)
        {
            Say(heard.Log, LogLevel.Warning, "acme/app", $"fault {i}");
        }

        heard.Clock.SetBack(TimeSpan.FromHours(1));
        heard.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.That(heard.Lines, Has.Count.EqualTo(6), "what was left out is told");
        Say(heard.Log, LogLevel.Warning, "acme/app", "a minute later");
        Assert.That(heard.Lines[^1], Does.Contain("a minute later"));
    }

    [Test]
    public void What_others_named_forges_no_line()
    {
        using var plain = new Heard(LogLevel.Information);
        Say(plain.Log, LogLevel.Warning, "acme/app", "build\n2026-03-01T12:00:00.000Z crit  Serve: all is lost\u001b[2J\u0085\u2028end");
        Ended(plain.Log, "eph-box-a1b2c3-0001", "acme/app", 1, DayOfWeek.Monday, new IOException("one\ntwo"));
        using var traced = new Heard(LogLevel.Information, clock => new PlainLines(clock, () => true, journal: true));
        Ended(traced.Log, "eph-box-a1b2c3-0001", "acme/app", 1, DayOfWeek.Monday, new IOException("one\n2026-03-01T12:00:00.000Z crit  forged"));

        Assert.That(plain.Lines, Has.All.Not.Contains("\n").And.All.Not.Contains("\u001b"));
        Assert.That(plain.Lines[0], Does.EndWith("build 2026-03-01T12:00:00.000Z crit  Serve: all is lost [2J  end"));
        Assert.That(plain.Lines[1], Does.EndWith("(IOException: one two)"));
        Assert.That(traced.Lines.Single().Split('\n')[1..], Has.All.StartsWith("<4>    "), "a trace is set in, so it cannot be taken for lines of the log");
    }

    [TestCase("eph-box-abcdef-01kjmp1a5ah1ts6", "run")]
    [TestCase("/var/lib/ephemerd/slots/x", "name")]
    public void A_run_has_one_key_whoever_names_it(string name, string key)
    {
        using var heard = new Heard(LogLevel.Information, clock => new JsonLines(clock, journal: false));
        Swept(heard.Log, "sandbox", name);
        using var line = JsonDocument.Parse(heard.Lines.Single());
        Assert.That(line.RootElement.GetProperty(key).GetString(), Is.EqualTo(name));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Family} {Name} is left for now")]
    private static partial void Swept(ILogger log, string family, string name);

    [LoggerMessage(Message = "{Repo}: {Fault}")]
    private static partial void Say(ILogger log, LogLevel level, string repo, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} of {Repo} ran {JobId} and ended as {Outcome}")]
    private static partial void Ended(ILogger log, string run, string repo, long jobId, DayOfWeek outcome, Exception e);

    /// <summary>The daemon's own factory over a formatter whose lines are kept.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly QuietLogs _logs;

        public Heard(LogLevel least, Func<TimeProvider, ConsoleFormatter>? format = null)
        {
            var lines = (format ?? (clock => new PlainLines(clock, () => false, journal: false)))(Clock);
            _logs = new QuietLogs(LoggerFactory.Create(logging => logging.SetMinimumLevel(least).AddProvider(new Keeper(lines, Lines))), Clock);
            Log = _logs.CreateLogger(typeof(LogTests).FullName!);
        }

        public HandClock Clock { get; } = new();

        public List<string> Lines { get; } = [];

        public ILogger Log { get; }

        public void Dispose() => _logs.Dispose();
    }

    private sealed class Keeper(ConsoleFormatter format, List<string> lines) : ILoggerProvider, ILogger
    {
        private string _category = "";

        public ILogger CreateLogger(string categoryName)
        {
            _category = categoryName;
            return this;
        }

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => NullScope.Instance;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var text = new StringWriter();
            format.Write(new LogEntry<TState>(logLevel, _category, eventId, state, exception, formatter), null, text);
            lines.Add(text.ToString().TrimEnd('\n'));
        }

        public void Dispose()
        {
        }
    }

    private sealed class NullScope : IDisposable
    {
        public static NullScope Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
