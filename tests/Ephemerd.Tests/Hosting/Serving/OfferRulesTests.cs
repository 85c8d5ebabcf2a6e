using System.Text;
using Ephemerd.Admission;
using Ephemerd.Config;
using Ephemerd.Hosting.Serving;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Serving;

internal sealed class OfferRulesTests
{
    private static readonly Settings Two = Read("""
        [daemon]
        max_concurrent = 6
        [[github]]
        token_env = "TOKEN"
        targets = ["octo/b", "octo/a"]
        [defaults]
        linux = "pretend"
        [repos."octo/a"]
        labels = ["gpu"]
        max_concurrent = 2
        [backend.pretend]
        max_concurrent = 5
        """);

    private static readonly Dictionary<string, Capabilities> Here = new()
    {
        ["pretend"] = new(JobOs.Linux, "x64", Isolation.None, Native: false, new HashSet<EgressPolicy> { EgressPolicy.Open }, NeedsRunnerPackage: false, Capacity: 5),
    };

    private static IEnumerable<RepoName> Targets => Two.GitHubs[0].Named;

    private static Settings Read(string toml) => SettingsReader.Parse(Encoding.UTF8.GetBytes(toml), "test").Settings!;

    [Test]
    public void A_class_is_offered_for_every_target_in_configuration_order_with_the_labels_it_will_carry()
    {
        var classes = OfferRules.Classes(Two, Targets, Here);
        Assert.Multiple(() =>
        {
            Assert.That(classes.Select(c => c.Class.Repo.ToString()), Is.EqualTo(new[] { "octo/b", "octo/a" }));
            Assert.That(classes[0].Class.Labels, Is.EqualTo(new LabelSet(["self-hosted", "linux", "x64"])));
            Assert.That(classes[1].Class.Labels, Is.EqualTo(new LabelSet(["self-hosted", "linux", "x64", "gpu"])));
        });
    }

    [Test]
    public void A_backend_that_is_not_here_offers_nothing() => Assert.That(OfferRules.Classes(Two, Targets, new Dictionary<string, Capabilities>()), Is.Empty);

    [Test]
    public void The_limits_are_those_the_operator_wrote_and_unlimited_is_no_entry()
    {
        var limits = OfferRules.Limits(Two, OfferRules.PerRepository(Two, Targets), new Dictionary<string, BackendRoom> { ["pretend"] = new(5) });
        Assert.Multiple(() =>
        {
            Assert.That(limits.Host, Is.EqualTo(6));
            Assert.That(limits.Backends["pretend"].Capacity, Is.EqualTo(5));
            Assert.That(limits.Repositories, Is.EqualTo(new Dictionary<RepoName, int> { [RepoName.Parse("octo/a")] = 2 }));
        });
    }
}
