using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>docs/promises.md: ten promises, each with tests that exist, or with the words that nothing proves it yet.</summary>
public sealed partial class PromisesLaw
{
    private const string NotYet = "not yet proven";

    [Test]
    public void Every_promise_names_tests_that_exist() => Assert.That(Faults(Tree.Read("docs/promises.md"), Tests()), Is.Empty);

    [Test]
    public void There_are_ten() => Assert.That(Rows(Tree.Read("docs/promises.md")).Select(r => r.Number), Is.EqualTo(Enumerable.Range(1, 10)));

    [TestCase("| 3 | Nothing outlives its run | |", "promise 3 names no test and does not say \"not yet proven\"")]
    [TestCase("| 3 | Nothing outlives its run | `SomeTests.Gone` |", "promise 3 names SomeTests.Gone, which does not exist")]
    [TestCase("| 3 | Nothing outlives its run | `OtherTests.Here` |", "promise 3 names OtherTests.Here, which does not exist")]
    public void A_promise_without_its_test_is_found(string row, string fault) =>
        Assert.That(Faults(row, [new("A.cs", "class SomeTests { [Test] public void Here() { } }")]), Is.EqualTo(new[] { fault }));

    [TestCase("| 3 | Nothing outlives its run | `SomeTests.Here` |")]
    [TestCase("| 3 | Nothing outlives its run | not yet proven |")]
    public void A_promise_kept_or_owned_up_to_is_fine(string row) =>
        Assert.That(Faults(row, [new("A.cs", "class SomeTests { [Test] public async Task Here() { } }")]), Is.Empty);

    private static IEnumerable<string> Faults(string page, IReadOnlyList<SourceFile> tests)
    {
        foreach (var (number, proof) in Rows(page))
        {
            var names = TestName().Matches(proof).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).ToList();
            if (names.Count == 0 && !proof.Contains(NotYet, StringComparison.Ordinal))
            {
                yield return $"promise {number} names no test and does not say \"{NotYet}\"";
            }
            foreach (var (type, method) in names.Where(n => !Exists(n.Class, n.Method, tests)))
            {
                yield return $"promise {number} names {type}.{method}, which does not exist";
            }
        }
    }

    private static bool Exists(string type, string method, IReadOnlyList<SourceFile> tests) => tests.Any(f =>
        Regex.IsMatch(f.Text, $@"\bclass {type}\b", RegexOptions.NonBacktracking)
        && Regex.IsMatch(f.Text, $@"\b(void|Task) {method}\(", RegexOptions.NonBacktracking));

    private static IReadOnlyList<SourceFile> Tests() => Tree.CSharp("tests");

    private static IEnumerable<(int Number, string Proof)> Rows(string page) => Row().Matches(page)
        .Select(m => (int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), m.Groups[2].Value));

    [GeneratedRegex(@"^\| *([0-9]+) *\|[^|\n]*\|([^|\n]*)\|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)\.(\w+)`", RegexOptions.NonBacktracking)]
    private static partial Regex TestName();
}
