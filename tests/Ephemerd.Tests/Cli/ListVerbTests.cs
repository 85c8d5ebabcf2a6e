using System.Text.Json;
using Ephemerd.Cli;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using Ephemerd.Tests.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli;

/// <summary>`jobs` and `events` as the built program has them.</summary>
[CancelAfter(60_000)]
public sealed class ListVerbTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [TestCase("90s", "2026-03-04T11:58:30Z")]
    [TestCase("5m", "2026-03-04T11:55:00Z")]
    [TestCase("2h", "2026-03-04T10:00:00Z")]
    [TestCase("3d", "2026-03-01T12:00:00Z")]
    [TestCase("0s", "2026-03-04T12:00:00Z")]
    [TestCase("2026-03-04T12:00:00Z", "2026-03-04T12:00:00Z")]
    [TestCase("2026-03-04t12:00:00.25z", "2026-03-04T12:00:00.25Z")]
    [TestCase("2026-03-04T13:30:00+01:30", "2026-03-04T12:00:00Z")]
    public void A_moment_is_so_long_ago_or_a_time(string text, string expected)
    {
        Assert.That(MomentRules.TryRead(text, Now, out var moment), Is.True);
        Assert.That(moment, Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [TestCase("")]
    [TestCase("2")]
    [TestCase("h")]
    [TestCase("2w")]
    [TestCase("-2h")]
    [TestCase("2.5h")]
    [TestCase("99999999999999999999d")]
    [TestCase("9999999d")]
    [TestCase("2026-03-04")]
    [TestCase("2026-03-04T12:00:00")]
    [TestCase("2026-03-04 12:00:00Z")]
    [TestCase("2026-02-30T12:00:00Z")]
    [TestCase("2026-03-04T12:00:00+99:00")]
    public void Anything_else_is_no_moment(string text) => Assert.That(MomentRules.TryRead(text, Now, out _), Is.False);

    [TestCase("\"fialed\" is not known to --outcome; did you mean \"failed\"? It takes succeeded, failed, cancelled, timed_out", "jobs", "--outcome", "fialed")]
    [TestCase("\"\" is not known to --outcome", "jobs", "--outcome", "failed,")]
    [TestCase("\"job.finish\" is not known to --kind; did you mean \"job.finished\"? It takes job.leased, job.started, job.finished", "events", "--kind", "job.finish")]
    [TestCase("\"everything\" is not known to --kind; It takes", "events", "--kind", "job.leased,everything")]
    [TestCase("\"acme\" is no repository; --repo takes owner/name", "jobs", "--repo", "acme")]
    [TestCase("\"acme/*\" is no repository", "events", "--repo", "acme/*")]
    [TestCase("\"yesterday\" is no time; --since takes a duration before now", "jobs", "--since", "yesterday")]
    [TestCase("\"5\" is no time; --until takes", "events", "--until", "5")]
    [TestCase("--since lies after --until", "jobs", "--since", "1h", "--until", "2h")]
    [TestCase("--since lies after --until", "events", "--since", "1h", "--until", "2h")]
    [TestCase("--limit takes a number from 1 to 10000", "jobs", "--limit", "10001")]
    [TestCase("--limit takes a number from 1 to 1000", "events", "--limit", "0")]
    [TestCase("--limit takes a number from 1 to 10000", "jobs", "--limit", "many")]
    [TestCase("--follow goes on with what comes, so there is no --until", "events", "-f", "--until", "1h")]
    [TestCase("--label takes labels", "jobs", "--label", "gpu,,big")]
    public async Task What_cannot_be_asked_is_wrong_usage_with_the_words_there_are(string why, params string[] line)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(CancellationToken.None, [.. line, "--data-dir", "/nonexistent"]);
        Assert.That(exit, Is.EqualTo(2), errors);
        Assert.That(errors, Does.StartWith("ephemerd: ").And.Contain(why).And.Contain("--help`"));
        Assert.That(output, Is.Empty);
    }

    [Test]
    public async Task Jobs_that_ended_before_this_daemon_are_told_narrowed_and_counted(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        for (var i = 0; i < 25; i++)
        {
            var order = bench.OrderOf(i % 5 == 0 ? "acme/site" : "acme/app");
            bench.EndedBefore.Add(new RunSnapshot(order, Phase.Finished, 1) { Outcome = i % 5 == 0 ? Outcome.Lost : Outcome.Succeeded, EndedAt = ControlBench.Noon.AddMinutes(-i) });
        }

        var usual = await BuiltProgram.RunAsync(stop, "jobs", "--data-dir", bench.Folder);
        var all = await JsonAsync(stop, "jobs", "--all", "--json", "--data-dir", bench.Folder);
        var lost = await JsonAsync(stop, "jobs", "--all", "--json", "--repo", "ACME/site", "--outcome", "lost", "--outcome", "failed,killed", "--limit", "2", "--data-dir", bench.Folder);
        var none = await BuiltProgram.RunAsync(stop, "jobs", "--outcome", "refused", "--data-dir", bench.Folder);

        Assert.That(usual.Exit, Is.Zero, usual.Errors);
        Assert.That(usual.Output, Does.EndWith("5 more that ended fit and are not shown; --all or a higher --limit shows them\n"));
        Assert.That((all.GetProperty("runs").GetArrayLength(), all.GetProperty("left_out").GetInt32()), Is.EqualTo((25, 0)));
        Assert.That(lost.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("outcome").GetString()), Is.EqualTo(new[] { "lost", "lost" }));
        Assert.That(lost.GetProperty("left_out").GetInt32(), Is.EqualTo(3));
        Assert.That((none.Exit, none.Output), Is.EqualTo((0, "no job that waits, no runner that is alive and none that has ended fits\n")));
    }

    [Test]
    public async Task Events_are_a_line_each_for_a_person_and_whole_for_a_program(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var record = """{"event":"job.finished","repository":"acme/app","job_id":4711,"job":"build","labels":["linux"],"outcome":"failed","reason":"GitHub says failure"}""";
        bench.Events.AddRange(
        [
            new EventView(1, "eph-a", ControlBench.Noon, EventKinds.Leased, """{"event":"job.leased","repository":"acme/app","job_id":null,"labels":["linux","x64"],"backend":"bubblewrap","outcome":null}"""),
            new EventView(2, "eph-a", ControlBench.Noon, EventKinds.Finished, record),
            new EventView(3, "eph-b", ControlBench.Noon, EventKinds.Leased, "no record of ours"),
        ]);

        var plain = await BuiltProgram.RunAsync(stop, "events", "--data-dir", bench.Folder);
        var json = await JsonAsync(stop, "events", "--json", "--kind", "job.finished", "--data-dir", bench.Folder);
        var fewer = await BuiltProgram.RunAsync(stop, "events", "--limit", "1", "--data-dir", bench.Folder);

        Assert.That(plain.Output, Is.EqualTo("""
            2026-03-04T12:00:00Z  eph-a  job.leased      a runner for acme/app on bubblewrap, labels linux,x64
            2026-03-04T12:00:00Z  eph-a  job.finished    failed: GitHub says failure; job 4711 'build'
            2026-03-04T12:00:00Z  eph-b  job.leased      no record of ours

            """));
        Assert.That(json.GetProperty("events")[0].GetProperty("detail").GetString(), Is.EqualTo(record));
        Assert.That(json.GetProperty("left_out").GetInt32(), Is.Zero);
        Assert.That((fewer.Exit, fewer.Errors), Is.EqualTo((0, "ephemerd: 2 older ones fit and are not shown; a higher --limit, or --until, shows them\n")));
    }

    [Test]
    public async Task A_shell_is_offered_the_words_that_there_are(CancellationToken stop)
    {
        async Task<string[]> Offered(string line) => (await BuiltProgram.RunAsync(stop, $"[suggest:{line.Length}]", line)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(await Offered("ephemerd jobs --outcome "), Is.SupersetOf(ListWords.Outcomes));
        Assert.That(await Offered("ephemerd events --kind "), Is.SupersetOf(EventKinds.All));
        Assert.That(await Offered("ephemerd jobs --"), Is.SupersetOf(new[] { "--all", "--repo", "--outcome", "--since", "--until", "--label", "--backend", "--limit", "--json" }));
    }

    private static async Task<JsonElement> JsonAsync(CancellationToken stop, params string[] line)
    {
        var (exit, output, errors) = await BuiltProgram.RunAsync(stop, line);
        Assert.That(exit, Is.Zero, errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
