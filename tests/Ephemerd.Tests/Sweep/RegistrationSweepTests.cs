using Ephemerd.GitHub;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sweep;
using Ephemerd.Sweep.Families;
using Ephemerd.TestBed;
using Ephemerd.Tests.GitHub;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

/// <summary>What one sweep after another does about registrations that nothing stands behind, at a real forge.</summary>
[CancelAfter(60_000)]
internal sealed class RegistrationSweepTests : ForgeTests
{
    private static readonly World Nothing = new(new HashSet<SandboxName>(), new Dictionary<SandboxName, OpenOrder>(), [], new Dictionary<string, string>());
    private static readonly World Unseen = Nothing with { Unlisted = new Dictionary<string, string> { ["pretend"] = "the disk is away" } };

    private readonly HandClock _clock = new();
    private IGitHub _github = null!;
    private RepoName _repo = null!;
    private SandboxName _left = null!;
    private RegistrationSweep _sweep = null!;

    /// <summary>One registration of a run that ended a sweep ago, as every later look knows.</summary>
    [SetUp]
    public async Task Leave()
    {
        _repo = await NewRepositoryAsync(default);
        _github = await NewClientAsync(default);
        _left = SandboxName.Of("box", SweepBench.Ours, RunId.New(_clock.GetUtcNow(), new Random(1)));
        _ = Given(await _github.GenerateJitConfigAsync(_repo, _left.ToString(), new LabelSet(["self-hosted"]), default));
        var ended = new Dictionary<RepoName, IReadOnlySet<SandboxName>> { [_repo] = new HashSet<SandboxName> { _left } };
        var looks = new RegistrationLooks(
            new RegistrationDoors(() => [_repo], _ => _github, () => ended, _ => Task.FromResult<IReadOnlyList<RepoName>?>([])), _clock);
        var options = new SweepOptions(SweepBench.Ours, "box", Path.GetTempPath(), () => new Retention(TimeSpan.FromHours(1), DiskFloor: 0), Alone: false);
        _sweep = new RegistrationSweep(looks, options, new Sightings(_clock));
    }

    [Test]
    public async Task It_is_removed_once_it_was_seen_twice(CancellationToken stop)
    {
        Assert.That(await ActionAsync(Nothing, stop), Is.EqualTo(SweepAction.Wait));
        Assert.That(await ActionAsync(Nothing, stop), Is.EqualTo(SweepAction.Remove));
    }

    [Test]
    public async Task It_is_not_forgotten_for_being_met_while_nobody_could_tell_of_its_environment(CancellationToken stop)
    {
        for (var sweeps = 0; sweeps < 8; sweeps++)
        {
            Assert.That(await ActionAsync(Unseen, stop), Is.EqualTo(SweepAction.Leave));
        }

        Assert.That(await ActionAsync(Nothing, stop), Is.EqualTo(SweepAction.Wait));
        Assert.That(await ActionAsync(Nothing, stop), Is.EqualTo(SweepAction.Remove));
    }

    private async Task<SweepAction> ActionAsync(World world, CancellationToken stop)
    {
        var look = await _sweep.LookAsync(world, SweepScope.Usual, stop);
        _clock.Advance(SweepLoop.Every);
        return look!.Found.Single(f => f.Name == _left.ToString()).Verdict.Action;
    }
}
