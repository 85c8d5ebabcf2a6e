using Ephemerd.GitHub;
using Ephemerd.Hosting.Serving;
using Ephemerd.Intake;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Serving;

public sealed class AlarmRulesTests
{
    private static readonly GitHubFault Passing = new(GitHubFaultKind.Transient, null, null, "no answer");
    private static readonly GitHubFault Refusal = new(GitHubFaultKind.NotFound, 404, null, "404");
    private static readonly RepositoryIntake New = new(RepoName.Parse("acme/app"), null, 0, 0, 0, null);

    [Test]
    public void A_disk_below_its_floor_is_an_alarm_with_both_figures()
    {
        Assert.That(AlarmRules.Disk("/data", 64 << 20, 64 << 20), Is.Null);
        Assert.That(AlarmRules.Disk("/data", (64 << 20) - 1, 65 << 20)!.What, Does.Contain("/data has 64 MiB free").And.Contain("disk_floor (65 MiB)"));
    }

    [Test]
    public void A_repository_is_unreached_when_looks_fail_from_the_start_or_again_and_again()
    {
        var seen = New.Saw(DateTimeOffset.UnixEpoch);
        Assert.Multiple(() =>
        {
            Assert.That(New.IsUnreached, Is.False, "not looked at yet");
            Assert.That(New.Missed(Passing).IsUnreached, Is.True, "from the start");
            Assert.That(seen.Missed(Passing).Missed(Passing).IsUnreached, Is.False, "twice may be chance");
            Assert.That(seen.Missed(Passing).Missed(Passing).Missed(Passing).IsUnreached, Is.True);
            Assert.That(seen.Missed(Passing).Missed(Passing).Missed(Passing).Saw(DateTimeOffset.UnixEpoch).IsUnreached, Is.False);
            Assert.That(New.Missed(Refusal).IsUnreached, Is.False, "refused is another alarm");
        });
    }
}
