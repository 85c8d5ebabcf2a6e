using Ephemerd.GitHub;
using Ephemerd.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.Runners;

internal sealed class RunnerVersionRulesTests
{
    private static readonly RunnerPlatform Linux = RunnerPlatform.TryParse("linux-x64", out var linux) ? linux : null!;

    [Test]
    public void The_newest_fitting_release_is_chosen_by_number_not_by_text()
    {
        var choice = RunnerVersionRules.Choose([Offer("2.99.0"), Offer("2.336.0"), Offer("2.337.0", "linux", "arm64")], new RunnerWish(Linux), null);
        Assert.That(choice.Version, Is.EqualTo(RunnerVersion.Parse("2.336.0")));
    }

    [Test]
    public void A_pinned_release_is_chosen_even_if_it_is_not_the_newest()
    {
        var choice = RunnerVersionRules.Choose([Offer("2.335.0"), Offer("2.336.0")], new RunnerWish(Linux, RunnerVersion.Parse("2.335.0")), null);
        Assert.That(choice.Version, Is.EqualTo(RunnerVersion.Parse("2.335.0")));
    }

    [Test]
    public void A_pinned_release_that_is_not_offered_is_told_with_what_is()
    {
        var choice = RunnerVersionRules.Choose([Offer("2.336.0")], new RunnerWish(Linux, RunnerVersion.Parse("2.1.0")), null);
        Assert.That(choice.Fault!.Kind, Is.EqualTo(PackageFaultKind.NotOffered));
        Assert.That(choice.Fault!.Message, Does.Contain("2.1.0").And.Contain("actions-runner-linux-x64-2.336.0.tar.gz"));
    }

    [Test]
    public void A_refused_version_gives_way_to_a_newer_one() =>
        Assert.That(
            RunnerVersionRules.Choose([Offer("2.336.0"), Offer("2.337.1")], new RunnerWish(Linux), RunnerVersion.Parse("2.336.0")).Version,
            Is.EqualTo(RunnerVersion.Parse("2.337.1")));

    [Test]
    public void With_nothing_newer_than_the_refused_version_nothing_is_chosen() =>
        Assert.That(
            RunnerVersionRules.Choose([Offer("2.335.0"), Offer("2.336.0")], new RunnerWish(Linux), RunnerVersion.Parse("2.336.0")).Fault!.Kind,
            Is.EqualTo(PackageFaultKind.TooOld));

    [Test]
    public void A_release_without_a_checksum_is_not_installed() =>
        Assert.That(
            RunnerVersionRules.Choose([Offer("2.336.0") with { Sha256 = null }], new RunnerWish(Linux), null).Fault!.Kind, Is.EqualTo(PackageFaultKind.NotOffered));

    [TestCase("actions-runner-linux-x64-2.336.0.tar.gz", "2.336.0")]
    [TestCase("actions-runner-win-x64-2.9.10.zip", "2.9.10")]
    [TestCase("actions-runner-linux-x64.tar.gz", null)]
    public void The_version_stands_in_the_file_name(string file, string? version) =>
        Assert.That(RunnerVersionRules.VersionOf(file)?.ToString(), Is.EqualTo(version));

    [Test]
    public void Three_quick_exits_in_a_row_raise_one_alarm_and_a_newer_version_clears_it()
    {
        var health = new RunnerHealth();
        var version = RunnerVersion.Parse("2.336.0");
        var raised = Enumerable.Range(0, 4).Select(_ => health.Ended(version, RunnerEnd.Quick)).ToList();
        Assert.That(raised.Select(a => a is not null), Is.EqualTo(new[] { false, false, true, false }));
        Assert.That(health.Alarms, Has.Count.EqualTo(1));
        health.Moved(version);
        Assert.That(health.Alarms, Has.Count.EqualTo(1), "the same version is no way out");
        health.Moved(RunnerVersion.Parse("2.337.0"));
        Assert.That(health.Alarms, Is.Empty);
    }

    [Test]
    public void A_job_taken_in_between_starts_the_count_anew()
    {
        var health = new RunnerHealth();
        var version = RunnerVersion.Parse("2.336.0");
        foreach (var end in (RunnerEnd[])[RunnerEnd.Quick, RunnerEnd.Quick, RunnerEnd.Worked, RunnerEnd.Quick, RunnerEnd.Quick])
        {
            Assert.That(health.Ended(version, end), Is.Null);
        }

        Assert.That(health.Alarms, Is.Empty);
    }

    [TestCase(true, false, true, 1, RunnerEnd.TooOld)]
    [TestCase(false, true, true, 1, RunnerEnd.Worked)]
    [TestCase(false, false, true, 1, RunnerEnd.Quick)]
    [TestCase(false, false, false, 1, RunnerEnd.Unremarkable)]
    [TestCase(false, false, true, 300, RunnerEnd.Unremarkable)]
    public void An_end_is_judged_by_what_it_shows(bool tooOld, bool tookJob, bool queued, int seconds, object end) =>
        Assert.That(RunnerVersionRules.Judge(tooOld, tookJob, queued, TimeSpan.FromSeconds(seconds)), Is.EqualTo(end));

    [Test]
    public void What_is_newest_in_use_or_pinned_is_kept()
    {
        var all = new[] { "2.336.0", "2.335.0", "2.334.0", "2.333.0" }
            .Select(v => new RunnerPackage(RunnerVersion.Parse(v), Linux, "/x/" + v)).ToList();
        var gone = RetiringRules.Removable(all, new HashSet<string> { "2.335.0-linux-x64" }, new HashSet<RunnerVersion> { RunnerVersion.Parse("2.334.0") });
        Assert.That(gone.Select(p => p.Name), Is.EqualTo(new[] { "2.333.0-linux-x64" }));
    }

    private static RunnerDownload Offer(string version, string os = "linux", string architecture = "x64") => new(
        os, architecture, new Uri($"https://example.invalid/{version}"), $"actions-runner-{os}-{architecture}-{version}.tar.gz", new string('a', 64));
}
