using System.Text.RegularExpressions;
using Ephemerd.Model;
using Ephemerd.Telemetry;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>docs/job-record.md has every outcome with the tests that produce it, one of them of a whole daemon, and no other.</summary>
public sealed partial class OutcomesLaw
{
    private const string WholeDaemon = "tests/Ephemerd.SystemTests/";

    [Test]
    public void Every_outcome_names_tests_that_produce_it() => Assert.That(Faults(Tree.Read("docs/job-record.md"), Tree.CSharp("tests")), Is.Empty);

    [TestCase("| `lost` | gone | |", "lost names no test")]
    [TestCase("| `lost` | gone | `SomeTests.Other` |", "lost names SomeTests.Other, which does not exist")]
    [TestCase("| `found` | there | `SomeTests.Here` |", "found is no outcome")]
    [TestCase("| `lost` | gone | `SomeTests.Here` |", "lost names no test of a whole daemon that has the word \"lost\"")]
    [TestCase("| `lost` | gone | `WholeTests.Unsaid` |", "lost names no test of a whole daemon that has the word \"lost\"")]
    public void A_row_without_its_test_is_found(string row, string fault) => Assert.That(Faults(row, Samples), Does.Contain(fault));

    [Test]
    public void A_row_with_a_test_of_a_whole_daemon_is_fine() =>
        Assert.That(Faults("| `lost` | gone | `SomeTests.Here` `SaidTests.There` |", Samples), Has.None.Contain("lost"));

    private static IReadOnlyList<SourceFile> Samples =>
    [
        new("tests/Ephemerd.Tests/A.cs", "class SomeTests { [Test] public void Here() { Is(\"lost\"); } }"),
        new($"{WholeDaemon}B.cs", "class WholeTests { [Test] public void Unsaid() { } }"),
        new($"{WholeDaemon}C.cs", "class SaidTests { [Test] public void There() { Is(\"lost\"); } }"),
    ];

    private static IEnumerable<string> Faults(string page, IReadOnlyList<SourceFile> tests)
    {
        var words = Enum.GetValues<Outcome>().Select(Words.Of).ToList();
        var rows = Row().Matches(page).Select(m => (Word: m.Groups[1].Value, Proof: m.Groups[2].Value)).ToList();
        foreach (var missing in words.Except(rows.Select(r => r.Word)))
        {
            yield return $"{missing} is not there";
        }

        foreach (var (word, proof) in rows)
        {
            var names = TestName().Matches(proof).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).ToList();
            if (!words.Contains(word))
            {
                yield return $"{word} is no outcome";
            }

            if (names.Count == 0)
            {
                yield return $"{word} names no test";
            }

            foreach (var (type, method) in names.Where(n => FileOf(n.Class, n.Method, tests) is null))
            {
                yield return $"{word} names {type}.{method}, which does not exist";
            }

            if (!names.Any(n => FileOf(n.Class, n.Method, tests) is { } file && IsOfWholeDaemon(file) && file.Text.Contains($"\"{word}\"", StringComparison.Ordinal)))
            {
                yield return $"{word} names no test of a whole daemon that has the word \"{word}\"";
            }
        }
    }

    private static bool IsOfWholeDaemon(SourceFile file) => file.Path.StartsWith(WholeDaemon, StringComparison.Ordinal);

    private static SourceFile? FileOf(string type, string method, IReadOnlyList<SourceFile> tests) => tests.FirstOrDefault(f =>
        Regex.IsMatch(f.Text, $@"\bclass {type}\b", RegexOptions.NonBacktracking) && f.Text.Contains($" {method}(", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `(\w+)` \|[^|\n]*\|([^|\n]*)\|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)\.(\w+)`", RegexOptions.NonBacktracking)]
    private static partial Regex TestName();
}
