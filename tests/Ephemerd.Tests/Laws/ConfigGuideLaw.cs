using Ephemerd.Config.Reading.Sections;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>The guide to the configuration names every key there is.</summary>
public sealed class ConfigGuideLaw
{
    [Test]
    public void Every_key_is_in_the_guide() => Assert.That(Missing(Tree.Read("docs/configuration.md")), Is.Empty);

    [Test]
    public void A_key_that_is_left_out_is_found() =>
        Assert.That(Missing(Tree.Read("docs/configuration.md").Replace("`idle_timeout`", "", StringComparison.Ordinal)), Is.EqualTo(new[] { "idle_timeout" }));

    private static IEnumerable<string> Missing(string page) => Schema.All
        .Where(s => s != RootSection.Schema)
        .SelectMany(s => s.Names)
        .Distinct(StringComparer.Ordinal)
        .Where(key => !page.Contains($"`{key}`", StringComparison.Ordinal));
}
