using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Admission;

/// <summary>What lives without an order holds its places all the same.</summary>
public sealed class OccupancyTests
{
    private static readonly RepoName App = RepoName.Parse("acme/app");
    private static readonly RepoName Site = RepoName.Parse("acme/site");
    private static readonly Random Chance = new(8);
    private static readonly RunnerClass Class = new(App, LabelSet.Empty, JobOs.Linux, "bubblewrap");
    private static readonly AdmissionPolicy Policy = new(null, new Dictionary<string, BackendRoom>(), new Dictionary<RepoName, int>());

    [Test]
    public void A_stray_counts_on_the_host_its_backend_and_its_repository()
    {
        var now = new Occupancy([], Policy, [new Stray(Name(), "bubblewrap", App)]);
        Assert.That((now.Host, now.Backend("bubblewrap"), now.Backend("pretend")), Is.EqualTo((1, 1, 0)));
        Assert.That((now.Repository(App), now.Repository(Site)), Is.EqualTo((1, 0)));
    }

    [Test]
    public void One_whose_repository_nobody_can_tell_counts_in_every_one() =>
        Assert.That(new Occupancy([], Policy, [new Stray(Name(), "bubblewrap", null)]).Repository(Site), Is.EqualTo(1));

    [Test]
    public void One_that_holds_a_lease_as_well_counts_once()
    {
        var name = Name();
        var lease = new Lease(name, App, "bubblewrap", Guid.Empty, default, "");
        Assert.That(new Occupancy([new LiveLease(lease, Class, null, 0)], Policy, [new Stray(name, "bubblewrap", App)]).Host, Is.EqualTo(1));
    }

    [Test]
    public void Another_run_is_added_to_what_strays_hold()
    {
        var with = new Occupancy([], Policy, [new Stray(Name(), "bubblewrap", null)]).With(Class, null);
        Assert.That((with.Host, with.Repository(App), with.Repository(Site)), Is.EqualTo((2, 2, 1)));
    }

    private static SandboxName Name() => SandboxName.Of("box", InstallId.New(Chance), RunId.New(DateTimeOffset.UnixEpoch, Chance));
}
