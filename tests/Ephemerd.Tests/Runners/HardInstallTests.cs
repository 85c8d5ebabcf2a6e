using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Packages;
using Ephemerd.Tests.GitHub;
using NUnit.Framework;

namespace Ephemerd.Tests.Runners;

/// <summary>Installing under conditions that need a process, a file system or a package of their own.</summary>
[CancelAfter(300_000)]
internal sealed class HardInstallTests : ForgeTests
{
    private static readonly RunnerPlatform Linux = RunnerPlatform.TryParse("linux-x64", out var linux) ? linux : null!;
    private static int _versions;
    private string _place = null!;

    [SetUp]
    public void MakePlace() => _place = Directory.CreateTempSubdirectory("eph-hard-").FullName;

    [TearDown]
    public void RemovePlace() => Directory.Delete(_place, recursive: true);

    [TestCase("fetching", "package.tar.gz", 200_000L)]
    [TestCase("unpacking", "tree", null)]
    public async Task A_process_killed_in_the_middle_leaves_nothing_that_the_next_one_minds(
        string _, string sign, long? bytesPerSecond, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var version = NextVersion();
        var file = await PackageMaker.MakeAsync(_place, version, 4_000, 12_000_000, stop);
        await Forge.Admin.AddPackageAsync(file, stop);
        await Forge.Admin.TroublePackageAsync(Path.GetFileName(file), new ForgePackageTrouble { BytesPerSecond = bytesPerSecond }, stop);
        var root = Path.Combine(_place, "runners");
        using (var child = await PullAsync(Forge, repo, root, stop))
        {
            var part = Path.Combine(root, $".{version}-linux-x64.part", sign);
            while (!File.Exists(part) && !Directory.Exists(part))
            {
                Assert.That(child.HasExited, Is.False, "it was too quick to be killed");
                await Task.Delay(5, stop);
            }

            child.Kill();
            await child.WaitForExitAsync(stop);
            Assert.That(child.ExitCode, Is.EqualTo(128 + 9));
        }

        await using var packages = new RunnerPackages(root, new RunnerHealth(), TimeProvider.System);
        Assert.That(packages.List(), Is.Empty);
        await Forge.Admin.TroublePackageAsync(Path.GetFileName(file), new ForgePackageTrouble(), stop);
        var answer = await packages.ObtainAsync(github, repo, new RunnerWish(Linux), stop);
        Assert.That(answer.TryGet(out var package, out var fault), Is.True, fault?.Message);
        Assert.That(Directory.GetFiles(package!.Path, "file-*", SearchOption.AllDirectories), Has.Length.EqualTo(3_999));
        Assert.That(Directory.GetDirectories(root).Select(Path.GetFileName), Is.EqualTo(new[] { $"{version}-linux-x64" }));
    }

    [Test]
    public async Task A_release_of_the_real_size_is_installed_in_little_memory(CancellationToken stop)
    {
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "ephemerd-tests");
        var file = await PackageMaker.MakeAsync(cache, "2.499.0", 5_200, 530_000_000, stop);
        await using var forge = await ForgeProcess.StartAsync(new ForgeOptions { RunnerPackages = [file] }, stop);
        var repo = RepoName.Parse("octo/large");
        await forge.Admin.CreateRepositoryAsync(repo.ToString(), stop: stop);
        var root = Path.Combine(_place, "runners");
        var clock = Stopwatch.StartNew();
        using var child = await PullAsync(forge, repo, root, stop);
        var said = await child.StandardOutput.ReadToEndAsync(stop);
        await child.WaitForExitAsync(stop);
        Assert.That(child.ExitCode, Is.Zero, said);
        var tree = Directory.GetFiles(Path.Combine(root, "2.499.0-linux-x64"), "*", SearchOption.AllDirectories);
        var size = tree.Sum(f => new FileInfo(f).Length);
        var peak = long.Parse(said.Split('\n').Single(l => l.StartsWith("peak_kib ", StringComparison.Ordinal))[9..]);
        await TestContext.Out.WriteLineAsync(
            $"{tree.Length:N0} files, {size / 1_000_000:N0} MB, archive {new FileInfo(file).Length / 1_000_000:N0} MB: "
            + $"{clock.Elapsed.TotalSeconds:0.0} s, peak {peak / 1024:N0} MiB");
        Assert.That((tree.Length, size), Is.GreaterThanOrEqualTo((5_000, 500_000_000L)));
        Assert.That(peak, Is.LessThan(160 * 1024), "it is streamed, not held");
    }

    [Test]
    public async Task A_full_disk_is_told_and_keeps_nothing(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs root on Linux, to mount a file system small enough to fill");
        }

        var small = Directory.CreateDirectory(Path.Combine(_place, "small")).FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "eph-test", small) != 0)
        {
            Assert.Ignore("this machine does not let root mount a tmpfs");
        }

        try
        {
            var repo = await NewRepositoryAsync(stop);
            var github = await NewClientAsync(stop);
            await Forge.Admin.AddPackageAsync(await PackageMaker.MakeAsync(_place, NextVersion(), 20, 12_000_000, stop), stop);
            await using var packages = new RunnerPackages(Path.Combine(small, "runners"), new RunnerHealth(), TimeProvider.System);
            var fault = (await packages.ObtainAsync(github, repo, new RunnerWish(Linux), stop)).Fault!;
            Assert.That(fault.Kind, Is.EqualTo(PackageFaultKind.DiskFull), fault.Message);
            Assert.That(fault.Message, Does.Contain("runner gc").And.Contain(small));
            Assert.That(Directory.GetDirectories(Path.Combine(small, "runners")), Is.Empty);
        }
        finally
        {
            Run("umount", small);
        }
    }

    // GitHub lists only the newest release, and the forge of this fixture keeps them all.
    private static string NextVersion() => $"2.{400 + Interlocked.Increment(ref _versions)}.0";

    private static async Task<Process> PullAsync(ForgeProcess forge, RepoName repo, string root, CancellationToken stop)
    {
        var token = await forge.Admin.CreateTokenAsync(stop: stop);
        var start = new ProcessStartInfo(Built.DotNet) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", typeof(Child).Assembly.Location, "pull", forge.Url.AbsoluteUri, repo.ToString(), root])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["EPHEMERD_TEST_TOKEN"] = token;
        return Process.Start(start)!;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
