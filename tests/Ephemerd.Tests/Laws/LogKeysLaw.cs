using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>A run is called <c>Run</c> in every line of the log: its lines are those with its <c>run</c>, and a line that calls it otherwise is none of them.</summary>
internal sealed partial class LogKeysLaw
{
    [Test]
    public void Every_line_about_a_run_names_it_by_the_same_key() => Assert.That(Tree.CSharp("src/Ephemerd").SelectMany(Faults), Is.Empty);

    [TestCase("private static partial void LogIt(ILogger log, SandboxName name);", "A.cs: LogIt calls a run 'name'")]
    [TestCase("[LoggerMessage(LogLevel.Error, \"{Runner} is left\")]", "A.cs: a line calls a run {Runner}")]
    public void A_line_that_calls_it_otherwise_is_found(string text, string fault) => Assert.That(Faults(new("A.cs", text)), Is.EqualTo(new[] { fault }));

    [TestCase("private partial void LogIt(SandboxName run, Exception e);")]
    [TestCase("[LoggerMessage(Message = \"Swept: {Family} {Name}: {Action}\")]")]
    public void One_that_does_not_is_left_alone(string text) => Assert.That(Faults(new("A.cs", text)), Is.Empty);

    private static IEnumerable<string> Faults(SourceFile file) =>
    [
        .. Parameter().Matches(file.Text).Where(m => m.Groups["name"].Value != "run").Select(m => $"{file.Path}: {m.Groups["method"].Value} calls a run '{m.Groups["name"].Value}'"),
        .. Runner().Matches(file.Text).Select(_ => $"{file.Path}: a line calls a run {{Runner}}"),
    ];

    [GeneratedRegex(@"partial void (?<method>Log\w*)\([^)]*\bSandboxName (?<name>\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"LoggerMessage\([^\n]*\{Runner\}", RegexOptions.NonBacktracking)]
    private static partial Regex Runner();
}
