using System.Text.Json;
using Ephemerd.Config.Toml;
using NUnit.Framework;

namespace Ephemerd.Tests.Config.Toml;

public sealed class TomlConformanceTests
{
    [Test]
    public void Every_listed_case_is_here_and_no_other()
    {
        var root = TomlTestCases.PathOf("");
        var present = new[] { "valid", "invalid" }
            .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(root, kind), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));
        Assert.That(present, Is.EquivalentTo(TomlTestCases.Listed));
    }

    [TestCaseSource(typeof(TomlTestCases), nameof(TomlTestCases.Valid))]
    public void Valid(string name)
    {
        var document = TomlDocument.Parse(File.ReadAllBytes(TomlTestCases.PathOf(name)));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(TomlTestCases.PathOf(Path.ChangeExtension(name, ".json"))));

        Assert.That(document.Fault, Is.Null);
        Assert.That(TaggedJson.Difference(document.Root!, expected.RootElement), Is.Null);
    }

    [TestCaseSource(typeof(TomlTestCases), nameof(TomlTestCases.Invalid))]
    public void Invalid(string name)
    {
        var document = TomlDocument.Parse(File.ReadAllBytes(TomlTestCases.PathOf(name)));

        Assert.That(document.Root, Is.Null);
        Assert.That(document.Fault!.Message, Is.Not.Empty);
        Assert.That(document.Fault.Message.Any(char.IsControl), Is.False, document.Fault.Message);
        Assert.That(document.Fault.At.Line, Is.Positive);
        Assert.That(document.Fault.At.Column, Is.Positive);
        TestContext.Out.WriteLine($"{document.Fault.At}: {document.Fault.Message}");
    }

    [TestCase("valid/spec-example-1.toml", "valid/array/array.json")]
    public void The_comparison_itself_can_fail(string toml, string json)
    {
        var document = TomlDocument.Parse(File.ReadAllBytes(TomlTestCases.PathOf(toml)));
        using var other = JsonDocument.Parse(File.ReadAllBytes(TomlTestCases.PathOf(json)));
        Assert.That(TaggedJson.Difference(document.Root!, other.RootElement), Is.Not.Null);
    }
}
