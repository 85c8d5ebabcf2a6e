using Ephemerd.Cli.Output;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli;

/// <summary>What a terminal shows of a table; one that nobody can measure is taken for 80 columns wide.</summary>
public sealed class ScreenTests
{
    private const string Name = "eph-box-7k2m9q-06e5x0c1k2abcde";

    [Test]
    public void A_long_last_column_is_folded_beside_the_others()
    {
        var lines = Shown(["RUNNER", "REASON"], [Name, string.Join(' ', Enumerable.Repeat("reason", 12))]);
        Assert.That(lines, Has.Count.EqualTo(3));
        Assert.That(lines[1], Does.StartWith(Name + "  reason"));
        Assert.That(lines[2], Does.StartWith(new string(' ', Name.Length + 2) + "reason"));
    }

    [Test]
    public void Where_there_is_no_room_lines_are_long_and_names_stay_whole()
    {
        var lines = Shown(["RUNNER", "ISOLATION", "USER", "REASON"], [Name, "namespaces_and_service_user", "_ephemerd0", "GitHub says job 'build' succeeded"]);
        Assert.That(lines[1], Is.EqualTo($"{Name}  namespaces_and_service_user  _ephemerd0  GitHub says job 'build' succeeded"));
    }

    [TestCase("/var/lib/ephemerd/runners/2.336.0-linux-x64/externals/node24")]
    [TestCase("a path that follows words: /var/lib/ephemerd/runners/2.336.0-linux-x64")]
    public void What_is_one_word_is_never_cut_in_two(string last) =>
        Assert.That(Shown(["RUNNER", "USER", "PATH"], [Name, "_ephemerd0", last])[1], Is.EqualTo($"{Name}  _ephemerd0  {last}"));

    [Test]
    public void Elsewhere_a_line_is_a_row_however_long() =>
        Assert.That(Shown(["A", "B"], [Name, new string('b', 200)], isTerminal: false)[1], Is.EqualTo($"{Name}  {new string('b', 200)}"));

    private static List<string> Shown(string[] headings, string[] row, bool isTerminal = true)
    {
        using var output = new StringWriter();
        new Screen(output, TextWriter.Null, isTerminal, TimeProvider.System).Table(headings, [row]);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
    }
}
