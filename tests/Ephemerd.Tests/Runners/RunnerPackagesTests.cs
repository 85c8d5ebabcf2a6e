using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Packages;
using Ephemerd.Tests.GitHub;
using NUnit.Framework;

namespace Ephemerd.Tests.Runners;

[CancelAfter(60_000)]
internal sealed class RunnerPackagesTests : ForgeTests
{
    private static readonly RunnerPlatform Linux = RunnerPlatform.TryParse("linux-x64", out var linux) ? linux : null!;
    private static int _versions;

    private string _place = null!;
    private RepoName _repo = null!;
    private IGitHub _github = null!;
    private RunnerHealth _health = null!;
    private RunnerPackages _packages = null!;
    private ShiftedTime _time = null!;

    private string Root => Path.Combine(_place, "runners");

    [SetUp]
    public async Task MakePlace()
    {
        _place = Directory.CreateTempSubdirectory("eph-packages-").FullName;
        _repo = await NewRepositoryAsync(default);
        _github = await NewClientAsync(default);
        _health = new RunnerHealth();
        _time = new ShiftedTime();
        _packages = new RunnerPackages(Root, _health, _time);
    }

    [TearDown]
    public async Task RemovePlace()
    {
        await _packages.DisposeAsync();
        Directory.Delete(_place, recursive: true);
    }

    [Test]
    public async Task The_newest_release_is_installed_whole(CancellationToken stop)
    {
        var version = await OfferAsync(stop);
        var package = Got(await ObtainAsync(stop));
        Assert.That(package.Sha256, Has.Length.EqualTo(64), "what the job record calls the package by");
        Assert.That(package with { Sha256 = null }, Is.EqualTo(new RunnerPackage(RunnerVersion.Parse(version), Linux, Path.Combine(Root, $"{version}-linux-x64"))));
        Assert.That(File.Exists(Path.Combine(package.Path, "bin", "Runner.Listener")), Is.True);
        Assert.That(new FileInfo(Path.Combine(package.Path, "externals", "listener")).LinkTarget, Is.EqualTo("../bin/Runner.Listener"));
        Assert.That(File.GetUnixFileMode(package.Path), Is.EqualTo((UnixFileMode)0b111_101_101));
        Assert.That(Visible(), Is.EqualTo(new[] { package.Name }));
        Assert.That(_packages.List(), Is.EqualTo(new[] { package }));
        Assert.That(_packages.UnderWay, Is.Empty);
    }

    [Test]
    public async Task Asking_again_fetches_nothing_and_asks_GitHub_nothing(CancellationToken stop)
    {
        await OfferAsync(stop);
        Got(await ObtainAsync(stop));
        var asked = _github.Usage.Requests;
        Got(await ObtainAsync(stop));
        Assert.That(_github.Usage.Requests, Is.EqualTo(asked));
    }

    [Test]
    public async Task What_somebody_else_installed_meanwhile_is_the_next_to_run_and_the_old_one_is_not_fetched_again(CancellationToken stop)
    {
        await OfferAsync(stop);
        var old = Got(await ObtainAsync(stop));
        var newer = await OfferAsync(stop);
        Assert.That(Got(await ObtainAsync(stop)), Is.EqualTo(old), "what GitHub offers was asked a moment ago");

        await using var pull = new RunnerPackages(Root, new RunnerHealth(), TimeProvider.System);
        Got(await pull.ObtainAsync(_github, _repo, new RunnerWish(Linux), stop));
        Assert.That(pull.Collect(new HashSet<string>(), new HashSet<RunnerVersion>()), Is.EqualTo(new[] { old }));
        Assert.That(Got(await ObtainAsync(stop)).Version.ToString(), Is.EqualTo(newer));
        var asked = _github.Usage.Requests;
        Got(await ObtainAsync(stop));
        Assert.That(_github.Usage.Requests, Is.EqualTo(asked), "asked once for what is new, not for every run");
        Assert.That(Visible(), Is.EqualTo(new[] { $"{newer}-linux-x64" }));
    }

    [Test]
    public async Task Many_askers_share_one_download(CancellationToken stop)
    {
        var version = await OfferAsync(stop);
        await Forge.Admin.TroublePackageAsync(FileName(version), new ForgePackageTrouble { BytesPerSecond = 400_000 }, stop);
        await using var other = new RunnerPackages(Root, new RunnerHealth(), TimeProvider.System);
        var asks = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _packages : other).ObtainAsync(_github, _repo, new RunnerWish(Linux), stop)).ToList();
        foreach (var answer in await Task.WhenAll(asks))
        {
            Got(answer);
        }

        var fetched = (await Forge.Admin.RequestsAsync("package", stop: stop)).Count(r => r.Path.EndsWith(FileName(version), StringComparison.Ordinal));
        Assert.That(fetched, Is.EqualTo(1));
    }

    [Test]
    public async Task An_asker_who_gives_up_takes_the_download_from_nobody(CancellationToken stop)
    {
        var version = await OfferAsync(stop);
        await Forge.Admin.TroublePackageAsync(FileName(version), new ForgePackageTrouble { BytesPerSecond = 400_000 }, stop);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var first = ObtainAsync(impatience.Token);
        var second = ObtainAsync(stop);
        await impatience.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Got(await second);
    }

    [Test]
    public async Task A_wrong_checksum_keeps_nothing(CancellationToken stop)
    {
        var version = await OfferAsync(stop);
        await Forge.Admin.TroublePackageAsync(FileName(version), new ForgePackageTrouble { CorruptChecksum = true }, stop);
        var fault = Not(await ObtainAsync(stop));
        Assert.That(fault.Kind, Is.EqualTo(PackageFaultKind.BadChecksum), fault.Message);
        Assert.That(Everything(), Is.Empty);
    }

    [Test]
    public async Task A_download_that_is_cut_keeps_nothing_and_the_next_one_succeeds(CancellationToken stop)
    {
        var version = await OfferAsync(stop);
        await Forge.Admin.TroublePackageAsync(FileName(version), new ForgePackageTrouble { CutAfterBytes = 50_000 }, stop);
        var fault = Not(await ObtainAsync(stop));
        Assert.That(fault.Kind, Is.EqualTo(PackageFaultKind.NotFetched), fault.Message);
        Assert.That(Everything(), Is.Empty);
        await Forge.Admin.TroublePackageAsync(FileName(version), new ForgePackageTrouble(), stop);
        Got(await ObtainAsync(stop));
    }

    [Test]
    public async Task A_server_that_refuses_keeps_nothing(CancellationToken stop)
    {
        await OfferAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "package", Count = 1 }, stop);
        Assert.That(Not(await ObtainAsync(stop)).Message, Does.Contain("502"));
        Assert.That(Everything(), Is.Empty);
    }

    [Test]
    public async Task A_version_GitHub_refuses_gives_way_to_a_newer_one_or_to_an_alarm(CancellationToken stop)
    {
        var old = await OfferAsync(stop);
        Assert.That(Got(await ObtainAsync(stop)).Version.ToString(), Is.EqualTo(old));
        _health.Ended(RunnerVersion.Parse(old), RunnerEnd.TooOld);
        var fault = Not(await ObtainAsync(stop));
        Assert.That((fault.Kind, _health.Alarms.Single().Version.ToString()), Is.EqualTo((PackageFaultKind.TooOld, old)));

        var newer = await OfferAsync(stop);
        await _packages.RecheckAsync(stop);
        Assert.That(_health.Alarms, Has.Count.EqualTo(1), "what GitHub offers was asked a moment ago");

        // What is asked once a minute had its last answer a little less than a minute ago.
        _time.Forward(TimeSpan.FromSeconds(59));
        await _packages.RecheckAsync(stop);
        Assert.That(_health.Alarms, Is.Empty, "a newer version is the way out, and nobody had to ask for a runner");
        Assert.That(Got(await ObtainAsync(stop)).Version.ToString(), Is.EqualTo(newer));
    }

    [Test]
    public async Task While_GitHub_does_not_tell_its_releases_the_newest_installed_one_serves(CancellationToken stop)
    {
        await OfferAsync(stop);
        var package = Got(await ObtainAsync(stop));
        _packages = await ReopenAsync();
        await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "downloads" }, stop);
        Assert.That(Got(await ObtainAsync(stop)), Is.EqualTo(package));
        var pinned = await _packages.ObtainAsync(_github, _repo, new RunnerWish(Linux, RunnerVersion.Parse("1.1.1")), stop);
        Assert.That(Not(pinned).Kind, Is.EqualTo(PackageFaultKind.NoList), "but never another one than the pinned");
    }

    [Test]
    public async Task What_is_of_no_more_use_is_collected(CancellationToken stop)
    {
        var old = await OfferAsync(stop);
        var first = Got(await ObtainAsync(stop));
        await OfferAsync(stop);
        _packages = await ReopenAsync();
        var second = Got(await ObtainAsync(stop));
        Assert.That(_packages.Collect(new HashSet<string> { first.Name }, new HashSet<RunnerVersion>()), Is.Empty, "a run may be bound to it");
        Assert.That(_packages.Collect(new HashSet<string>(), new HashSet<RunnerVersion> { RunnerVersion.Parse(old) }), Is.Empty, "the configuration names it");
        Assert.That(_packages.Collect(new HashSet<string>(), new HashSet<RunnerVersion>()), Is.EqualTo(new[] { first }));
        Assert.That(Visible(), Is.EqualTo(new[] { second.Name }));
    }

    private async Task<RunnerPackages> ReopenAsync()
    {
        await _packages.DisposeAsync();
        return new RunnerPackages(Root, _health, _time);
    }

    private async Task<string> OfferAsync(CancellationToken stop)
    {
        var version = $"2.{300 + Interlocked.Increment(ref _versions)}.0";
        await Forge.Admin.AddPackageAsync(await PackageMaker.MakeAsync(_place, version, 30, 600_000, stop), stop);
        return version;
    }

    private Task<PackageAnswer> ObtainAsync(CancellationToken stop) => _packages.ObtainAsync(_github, _repo, new RunnerWish(Linux), stop);

    private static string FileName(string version) => $"actions-runner-linux-x64-{version}.tar.gz";

    private IEnumerable<string> Visible() => Directory.GetFileSystemEntries(Root).Select(Path.GetFileName).Where(n => n![0] != '.')!;

    private IEnumerable<string> Everything() => Directory.GetFileSystemEntries(Root).Where(n => !n.EndsWith(".lock", StringComparison.Ordinal));

    private static RunnerPackage Got(PackageAnswer answer) =>
        answer.TryGet(out var package, out var fault) ? package : throw new AssertionException($"there is no package: {fault}");

    private static PackageFault Not(PackageAnswer answer) => answer.Fault ?? throw new AssertionException("there is a package");
}
