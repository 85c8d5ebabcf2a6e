using System.Collections.Frozen;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sweep;
using Ephemerd.Sweep.Families;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

/// <summary>What is old is judged by the wall clock, and that may be wrong.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunFolderSweepTests : IDisposable
{
    private static readonly TimeSpan ARound = TimeSpan.FromMinutes(10);
    private static readonly World Nothing = new(new HashSet<SandboxName>(), FrozenDictionary<SandboxName, OpenOrder>.Empty, [], FrozenDictionary<string, string>.Empty);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("ephemerd-runs-");
    private readonly HandClock _hand = new();
    private readonly SetClock _clock;
    private readonly RunFolderSweep _sweep;
    private readonly string _folder;

    public RunFolderSweepTests()
    {
        _clock = new SetClock(_hand);
        _sweep = new RunFolderSweep(
            new SweepOptions(SweepBench.Ours, "box", _data.FullName, () => new Retention(TimeSpan.FromHours(100), DiskFloor: 0), Alone: false), _clock);
        _folder = Path.Combine(_data.FullName, "runs", SandboxName.Of("box", SweepBench.Ours, RunId.New(_hand.GetUtcNow(), new Random(1))).ToString());
        Directory.CreateDirectory(_folder);
        Directory.SetLastWriteTimeUtc(_folder, _hand.GetUtcNow().UtcDateTime);
    }

    public void Dispose() => _data.Delete(recursive: true);

    [Test]
    public async Task A_clock_that_starts_in_the_future_costs_no_log()
    {
        _clock.Offset = TimeSpan.FromDays(400);
        Assert.That(await FoundAsync(SweepScope.Start), Is.Empty, "nobody has told the machine the time yet");
        _clock.Offset = TimeSpan.Zero;
        _hand.Advance(ARound);
        Assert.That(await FoundAsync(SweepScope.Usual), Is.Empty);
    }

    [Test]
    public async Task A_clock_that_jumps_costs_no_log_and_what_is_old_goes_when_it_holds()
    {
        await FoundAsync(SweepScope.Start);
        _clock.Offset = TimeSpan.FromHours(101);
        _hand.Advance(ARound);
        Assert.That(await FoundAsync(SweepScope.Usual), Is.Empty);
        _hand.Advance(ARound);
        Assert.That(await FoundAsync(SweepScope.Usual), Is.EqualTo(new[] { _folder }), "a machine that slept for days has the right time again");
    }

    [Test]
    public async Task An_operator_who_asks_answers_for_the_clock()
    {
        _clock.Offset = TimeSpan.FromHours(101);
        Assert.That(await FoundAsync(SweepScope.Thorough), Is.EqualTo(new[] { _folder }));
    }

    private async Task<IReadOnlyList<string>> FoundAsync(SweepScope scope) =>
        [.. (await _sweep.LookAsync(Nothing, scope, CancellationToken.None))?.Found.Select(f => f.Name) ?? []];
}
