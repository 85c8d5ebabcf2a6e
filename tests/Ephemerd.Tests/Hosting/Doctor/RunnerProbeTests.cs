using Ephemerd.Cli.Offers;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Verbs.Doctor;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Doctor;

internal sealed class RunnerProbeTests
{
    private static readonly RunnerPlatform Platform = RunnerPlatform.Of(JobOs.Linux, System.Runtime.InteropServices.Architecture.X64);
    private readonly HandClock _clock = new();
    private DirectoryInfo _store = null!;

    [SetUp]
    public void MakeStore() => _store = Directory.CreateTempSubdirectory("ephemerd-doctor-");

    [TearDown]
    public void RemoveStore() => _store.Delete(recursive: true);

    [Test]
    public void A_release_that_is_missing_is_to_be_fetched()
    {
        Assert.That(Ask(null, null).Fix, Is.EqualTo("ephemerd runner pull"));
        Unpack(days: 3);
        Assert.That(Ask("2.337.0", null).Fact, Does.Contain("2.337.0 is not unpacked"));
    }

    [Test]
    public void GitHubs_own_list_says_whether_a_release_is_the_newest_however_lately_it_was_unpacked()
    {
        Unpack(days: 1);
        Assert.That(Ask(null, [Offer("2.336.0")]), Is.EqualTo(new Finding(FindingVerdict.Ok, "2.336.0-linux-x64 is unpacked, the newest that GitHub offers")));

        var older = Ask(null, [Offer("2.340.1")]);
        Assert.That(older.Verdict, Is.EqualTo(FindingVerdict.Warn));
        Assert.That(older.Fact, Does.Contain("2.340.1").And.Contain("30 days"));
        Assert.That(older.Fix, Is.EqualTo("ephemerd runner pull"));
        Assert.That(Ask("2.336.0", [Offer("2.340.1")]).Fix, Does.Contain("pin a newer"));

        Unpack(days: 400);
        Assert.That(Ask(null, [Offer("2.336.0")]).Verdict, Is.EqualTo(FindingVerdict.Ok), "old, and there is none newer");
    }

    [Test]
    public void Where_GitHub_does_not_say_the_age_of_the_unpacking_does()
    {
        Unpack(days: 3);
        Assert.That(Ask(null, null).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Unpack(days: 40);
        Assert.That(Ask(null, null).Verdict, Is.EqualTo(FindingVerdict.Warn));
        Assert.That(Ask(null, []).Verdict, Is.EqualTo(FindingVerdict.Warn), "nor does an offer without this platform");
    }

    private static RunnerDownload Offer(string version) => new(
        "linux", "x64", new Uri("https://example.invalid/r.tar.gz"), $"actions-runner-linux-x64-{version}.tar.gz", new string('a', 64));

    private Finding Ask(string? pinned, IReadOnlyList<RunnerDownload>? offered) => new RunnerProbe(_store.FullName, pinned, Platform, _clock).Ask(offered);

    private void Unpack(int days)
    {
        var package = _store.CreateSubdirectory("2.336.0-linux-x64");
        File.WriteAllText(Path.Combine(package.FullName, ".installed.json"), "{}");
        package.LastWriteTimeUtc = _clock.GetUtcNow().UtcDateTime.AddDays(-days);
    }
}
