using Ephemerd.Runners.Unpack;
using NUnit.Framework;

namespace Ephemerd.Tests.Runners;

internal sealed class EntryRulesTests
{
    [TestCase("./bin/Runner.Listener", "bin/Runner.Listener")]
    [TestCase("bin//x", "bin/x")]
    [TestCase("./", "")]
    public void A_plain_name_is_placed_below_the_root(string name, string place) =>
        Assert.That(new EntryRules().Place(name, name.EndsWith('/') ? EntryKind.Directory : EntryKind.File, 1, "", out _), Is.EqualTo(place));

    [TestCase("/etc/passwd")]
    [TestCase("../x")]
    [TestCase("bin/../../x")]
    [TestCase("bin\\..\\x")]
    [TestCase("C:/x")]
    [TestCase("")]
    public void A_name_that_leaves_the_package_is_refused(string name) =>
        Assert.That(new EntryRules().Place(name, EntryKind.File, 1, "", out _), Is.Null);

    [TestCase("externals/node/bin/npm", "../lib/npm-cli.js", true)]
    [TestCase("bin/a", "../externals/b", true)]
    [TestCase("a", "b/c", true)]
    [TestCase("a", "..", false)]
    [TestCase("bin/a", "../../x", false)]
    [TestCase("bin/a", "/etc/passwd", false)]
    [TestCase("bin/a", "b/../../../x", false)]
    [TestCase("bin/a", "b/..", false)]
    [TestCase("bin/a", "", false)]
    public void A_link_may_only_lead_to_its_own_package(string name, string target, bool allowed) =>
        Assert.That(new EntryRules().Place(name, EntryKind.SymbolicLink, 0, target, out _) is not null, Is.EqualTo(allowed));

    [Test]
    public void Nothing_is_written_through_a_link()
    {
        var rules = new EntryRules();
        Assert.That(rules.Place("inner", EntryKind.SymbolicLink, 0, "bin", out _), Is.Not.Null, "a link inside is fine");
        Assert.That(rules.Place("inner/x", EntryKind.File, 1, "", out var refusal), Is.Null);
        Assert.That(refusal, Does.Contain("behind a link"));
    }

    [TestCase("bin/a", true)]
    [TestCase("../a", false)]
    [TestCase("/bin/sh", false)]
    public void A_hard_link_names_a_file_of_the_package(string target, bool allowed) =>
        Assert.That(new EntryRules().Place("b", EntryKind.HardLink, 0, target, out _) is not null, Is.EqualTo(allowed));

    [Test]
    public void A_device_is_refused() => Assert.That(new EntryRules().Place("null", EntryKind.Other, 0, "", out _), Is.Null);

    [Test]
    public void A_bomb_is_refused()
    {
        var rules = new EntryRules();
        Assert.That(rules.Place("a", EntryKind.File, EntryRules.MostBytes - 1, "", out _), Is.Not.Null);
        Assert.That(rules.Place("b", EntryKind.File, 2, "", out _), Is.Null);
    }
}
