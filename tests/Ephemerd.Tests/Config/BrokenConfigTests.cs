using System.Text.Json;
using Ephemerd.Cli;
using Ephemerd.Cli.Output;
using Ephemerd.Hosting.Verbs;
using Ephemerd.TestBed;
using Ephemerd.Tests.Cli;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>
/// Every file of tests/data/broken-configs against what must be said of it, character by character (FILE stands for its path), by the
/// program's own command line; and nothing is made or changed.
/// </summary>
[CancelAfter(120_000)]
public sealed class BrokenConfigTests
{
    private static readonly string Folder = Path.Combine(Built.Repository, "tests/data/broken-configs");

    private static readonly string[] ByProcess =
        ["toml-not-utf8", "daemon-misspelt-key", "github-token-in-file", "policy-egress-cannot-be-had", "many-at-once"];

    private string _place = "";

    private static IEnumerable<string> Cases => Directory.EnumerateFiles(Folder, "*.toml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    private string Data => Path.Combine(_place, "data");

    private string File => Path.Combine(_place, "config.toml");

    [SetUp]
    public void Make() => _place = Directory.CreateTempSubdirectory("eph-broken").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_place, recursive: true);

    [Test]
    public void There_are_enough_of_them() => Assert.That(Cases.Count(), Is.GreaterThanOrEqualTo(60));

    [TestCaseSource(nameof(Cases))]
    public async Task Every_problem_is_told_with_place_and_fix_and_nothing_is_started(string name, CancellationToken stop)
    {
        Put(name);
        var (checkExit, said, _) = await InProcessAsync(stop, "config", "check");
        var (jsonExit, json, _) = await InProcessAsync(stop, "config", "check", "--json");
        var (serveExit, _, errors) = await InProcessAsync(stop, "serve");

        Assert.That(said, Is.EqualTo(Expected(name)));
        Assert.That((checkExit, jsonExit, serveExit), Is.EqualTo((2, 2, 2)));
        Assert.That(errors, Is.EqualTo(Errors(said)), "serve says the same");
        Assert.That(Problems(json), Is.EqualTo(said.Split('\n').Count(l => l.StartsWith("    fix: ", StringComparison.Ordinal))));
        AssertUntouched(name);
    }

    [TestCaseSource(nameof(ByProcess))]
    public async Task The_built_program_does_the_same(string name, CancellationToken stop)
    {
        Put(name);
        var check = await BuiltProgram.RunAsync(stop, "config", "check", "--config", File, "--data-dir", Data);
        var serve = await BuiltProgram.RunAsync(stop, "serve", "--config", File, "--data-dir", Data);

        Assert.That((check.Exit, check.Output), Is.EqualTo((2, Expected(name))));
        Assert.That((serve.Exit, serve.Output, serve.Errors), Is.EqualTo((2, "", Errors(check.Output))));
        AssertUntouched(name);
    }

    private async Task<(int Exit, string Output, string Errors)> InProcessAsync(CancellationToken stop, params string[] line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, errors, isTerminal: false, TimeProvider.System);
        var exit = await CommandLine.RunAsync([.. line, "--config", File, "--data-dir", Data], ProgramOffers.Make(screen, TimeProvider.System), screen, stop);
        return (exit, output.ToString(), errors.ToString());
    }

    private void Put(string name) => System.IO.File.Copy(Path.Combine(Folder, $"{name}.toml"), File);

    private string Expected(string name) =>
        System.IO.File.ReadAllText(Path.Combine(Folder, $"{name}.problems")).Replace("FILE", File, StringComparison.Ordinal);

    private void AssertUntouched(string name)
    {
        Assert.That(Directory.EnumerateFileSystemEntries(_place), Is.EqualTo(new[] { File }), "no data directory, no other file");
        Assert.That(System.IO.File.ReadAllBytes(File), Is.EqualTo(System.IO.File.ReadAllBytes(Path.Combine(Folder, $"{name}.toml"))));
    }

    /// <summary>The same problems as `serve` writes them: one `error:` each, without the count.</summary>
    private static string Errors(string said) => string.Concat(said.TrimEnd('\n').Split('\n').SkipLast(1)
        .Select(l => l.StartsWith("    fix: ", StringComparison.Ordinal) ? $"{l}\n" : $"error: {l}\n"));

    private static int Problems(string json)
    {
        using var report = JsonDocument.Parse(json);
        return report.RootElement.GetProperty("problems").GetArrayLength();
    }
}
