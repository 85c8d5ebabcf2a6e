using System.Text;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.Hosting.Demo.Plan;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Demo;

public sealed class DemoPlanTests
{
    [TestCase("bubblewrap")]
    [TestCase("pretend")]
    public void The_configuration_it_writes_has_no_problems_and_says_what_the_forge_is_told(string backend)
    {
        var options = Options(backend: backend);
        var plan = DemoPlan.Of(options);

        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(DemoConfig.Text(plan, options, "http://127.0.0.1:8400", "/tmp/token")), "demo");

        Assert.That(reading.Problems, Is.Empty);
        Assert.That(reading.Settings!.Daemon.MaxConcurrent, Is.EqualTo(plan.HostLimit));
        foreach (var repository in plan.Repositories)
        {
            Assert.That(reading.Settings.PolicyFor(RepoName.Parse(repository.Name)).MaxConcurrent, Is.EqualTo(repository.Limit));
        }
    }

    [Test]
    public void Jobs_are_spread_evenly_and_counted_exactly()
    {
        var plan = DemoPlan.Of(Options(jobs: 7, repos: 3));
        Assert.That(plan.Runs.GroupBy(r => r.Repository).Select(g => g.Sum(r => r.Jobs.Count)), Is.EqualTo(new[] { 3, 2, 2 }));
    }

    [Test]
    public void All_at_once_means_that_no_repositorys_limit_stands_in_the_way()
    {
        var plan = DemoPlan.Of(Options(jobs: 40, repos: 5, atOnce: 40));
        Assert.That(plan.HostLimit, Is.EqualTo(40));
        Assert.That(plan.Repositories.Select(r => r.Limit), Is.All.EqualTo(8));
    }

    [TestCase(1, 1)]
    [TestCase(5, 2)]
    [TestCase(100, 40)]
    public void Many_repositories_are_looked_at_less_often(int repos, int seconds) =>
        Assert.That(DemoPlan.Of(Options(repos: repos)).PollSeconds, Is.EqualTo(seconds));

    private static DemoOptions Options(int jobs = 4, int repos = 2, int? atOnce = null, string backend = "bubblewrap") =>
        new(jobs, repos, atOnce, OneByOne: false, backend, TimeSpan.Zero, Keep: false, Json: true);
}
