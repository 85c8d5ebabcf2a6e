using System.Diagnostics;
using Ephemerd.Hosting.Demo.Census;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Demo;

/// <summary>Each thing a run could leave is left on purpose, and must be found: a census that sees nothing would be no proof.</summary>
[CancelAfter(60_000)]
public sealed class CensusTakerTests
{
    private DirectoryInfo _root = null!;

    [SetUp]
    public void MakeRoot()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The census reads Linux's own files.");
        }

        _root = Directory.CreateTempSubdirectory("ephemerd-census-");
    }

    [TearDown]
    public void RemoveRoot() => _root?.Delete(recursive: true);

    [Test]
    public async Task A_process_that_was_left_is_found_and_gone_when_it_ends(CancellationToken stop)
    {
        var taker = new CensusTaker(_root.FullName, TimeProvider.System);
        var before = await taker.TakeAsync(stop);
        var file = Path.Combine(_root.FullName, "watched");
        await File.WriteAllTextAsync(file, "", stop);
        using (var left = Process.Start("tail", ["-f", file])!)
        {
            try
            {
                Assert.That(Ours((await taker.TakeAsync(stop)).Since(before)), Has.One.StartsWith($"process {left.Id} "));
            }
            finally
            {
                left.Kill();
                await left.WaitForExitAsync(stop);
            }
        }

        Assert.That(Ours((await taker.TakeAsync(stop)).Since(before)), Is.Empty);
    }

    [Test]
    public async Task A_mount_that_was_left_is_found(CancellationToken stop)
    {
        var taker = new CensusTaker(_root.FullName, TimeProvider.System);
        var before = await taker.TakeAsync(stop);
        if (Run("mount", "-t", "tmpfs", "-o", "size=64k", "ephemerd-test", _root.FullName) != 0)
        {
            Assert.Ignore("Mounting needs root.");
        }

        try
        {
            Assert.That((await taker.TakeAsync(stop)).Since(before), Does.Contain($"mount {_root.FullName}"));
        }
        finally
        {
            Assert.That(Run("umount", _root.FullName), Is.Zero);
        }
    }

    [Test]
    public async Task A_service_users_file_that_was_left_is_found(CancellationToken stop)
    {
        var user = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(p => p[0].StartsWith("_ephemerd", StringComparison.Ordinal));
        if (user is null || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Needs root and a service user; the bubblewrap backend makes them when it first starts.");
        }

        var taker = new CensusTaker(_root.FullName, TimeProvider.System);
        var before = await taker.TakeAsync(stop);
        var file = Path.Combine(_root.FullName, "left");
        await File.WriteAllTextAsync(file, "", stop);
        Assert.That(Run("chown", user[2], file), Is.Zero);

        Assert.That((await taker.TakeAsync(stop)).Since(before), Does.Contain($"file {file} of {user[0]}"));
    }

    /// <summary>Other tests run on this machine at the same time; what they make and remove is none of this test's business.</summary>
    private IEnumerable<string> Ours(IEnumerable<string> things) => things.Where(t => t.Contains(_root.FullName, StringComparison.Ordinal));

    private static int Run(string file, params string[] arguments)
    {
        using var process = Process.Start(file, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
