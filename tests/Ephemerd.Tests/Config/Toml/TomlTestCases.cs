using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Ephemerd.Tests.Config.Toml;

/// <summary>The published case list of toml-test for TOML 1.0.0, as copied into tests/data/toml-test.</summary>
public static class TomlTestCases
{
    public static IEnumerable<TestCaseData> Valid => Cases("valid/");

    public static IEnumerable<TestCaseData> Invalid => Cases("invalid/");

    public static IReadOnlyList<string> Listed { get; } =
        [.. File.ReadAllLines(Path.Combine(Root(), "files-toml-1.0.0")).Where(line => line.Length > 0)];

    public static string PathOf(string name) => Path.Combine(Root(), name);

    private static IEnumerable<TestCaseData> Cases(string kind) => Listed
        .Where(name => name.StartsWith(kind, StringComparison.Ordinal) && name.EndsWith(".toml", StringComparison.Ordinal))
        .Select(name => new TestCaseData(name).SetArgDisplayNames(name));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../data/toml-test"));
}
