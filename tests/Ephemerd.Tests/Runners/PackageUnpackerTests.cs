using System.Formats.Tar;
using Ephemerd.Runners.Unpack;
using Ephemerd.TestBed.Packages;
using NUnit.Framework;

namespace Ephemerd.Tests.Runners;

[CancelAfter(30_000)]
internal sealed class PackageUnpackerTests
{
    private const UnixFileMode All = (UnixFileMode)0b111_111_111_111;
    private string _place = null!;

    [SetUp]
    public void MakePlace() => _place = System.IO.Directory.CreateTempSubdirectory("eph-unpack-").FullName;

    [TearDown]
    public void RemovePlace() => System.IO.Directory.Delete(_place, recursive: true);

    [Test]
    public async Task A_package_is_unpacked_for_everyone_to_read_and_nobody_to_write(CancellationToken stop)
    {
        Assert.That(await UnpackAsync([Directory("bin"), Directory("externals"), File("bin/tool", All), File("bin/text", UnixFileMode.UserRead)], stop), Is.Null);
        Assert.That(System.IO.File.GetUnixFileMode(InTree("bin/tool")), Is.EqualTo((UnixFileMode)0b111_101_101), "0755: neither set-user-id nor writable");
        Assert.That(System.IO.File.GetUnixFileMode(InTree("bin/text")), Is.EqualTo((UnixFileMode)0b110_100_100), "0644");
        Assert.That(System.IO.File.GetUnixFileMode(InTree("bin")), Is.EqualTo((UnixFileMode)0b111_101_101));
    }

    [Test]
    public async Task Links_within_the_package_are_kept(CancellationToken stop)
    {
        var hard = new PaxTarEntry(TarEntryType.HardLink, "bin/same") { LinkName = "bin/tool" };
        Assert.That(await UnpackAsync([Directory("bin"), Directory("externals"), File("bin/tool", All), Link("externals/tool", "../bin/tool"), hard], stop), Is.Null);
        Assert.That(await System.IO.File.ReadAllTextAsync(InTree("externals/tool"), stop), Is.EqualTo("content"));
        Assert.That(await System.IO.File.ReadAllTextAsync(InTree("bin/same"), stop), Is.EqualTo("content"));
    }

    private static IEnumerable<TestCaseData> Attacks()
    {
        yield return Attack("a path upwards", File("../outside", All));
        yield return Attack("an absolute path", File("/tmp/outside", All));
        yield return Attack("an absolute link", Link("bin/out", "/etc"));
        yield return Attack("a link upwards", Link("out", ".."));
        yield return Attack("a link through a link", Link("a", "bin"), Link("b", "a/../.."));
        yield return Attack("a file through a link", Link("a", "bin"), File("a/x", All));
        yield return Attack("a hard link outside", new PaxTarEntry(TarEntryType.HardLink, "x") { LinkName = "/etc/passwd" });
        yield return Attack("a hard link to a link", Link("a", "b"), new PaxTarEntry(TarEntryType.HardLink, "x") { LinkName = "a" });
        yield return Attack("a pipe", new PaxTarEntry(TarEntryType.Fifo, "pipe"));
        yield return Attack("a device", new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 });
        yield return Attack("a file twice", File("twice", All), File("twice", All));
        yield return Attack("a file over a link", Link("late", "bin"), File("late", All));
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task An_entry_that_reaches_out_is_refused(TarEntry[] attack, CancellationToken stop)
    {
        var refusal = await UnpackAsync([Directory("bin"), Directory("externals"), .. attack], stop);
        Assert.That(refusal, Does.Contain(attack[^1].Name));
        Assert.That(System.IO.Directory.GetFileSystemEntries(_place).Select(Path.GetFileName), Is.EquivalentTo(new[] { "package.tar.gz", "tree" }));
    }

    [Test]
    public async Task An_archive_cut_in_the_middle_is_refused(CancellationToken stop)
    {
        var whole = await PackageMaker.MakeAsync(_place, "1.0.0", 50, 500_000, stop);
        await using (var file = System.IO.File.OpenWrite(whole))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.That(await PackageUnpacker.UnpackAsync(whole, InTree(""), stop), Is.Not.Null);
    }

    [Test]
    public async Task A_package_without_its_two_halves_is_no_runner(CancellationToken stop) =>
        Assert.That(await UnpackAsync([Directory("bin")], stop), Does.Contain("externals"));

    private static TestCaseData Attack(string name, params TarEntry[] entries) => new TestCaseData((object)entries).SetArgDisplayNames(name);

    private string InTree(string name) => Path.Combine(_place, "tree", name);

    private async Task<string?> UnpackAsync(IEnumerable<TarEntry> entries, CancellationToken stop)
    {
        var archive = Path.Combine(_place, "package.tar.gz");
        await PackageMaker.WriteAsync(archive, entries, stop);
        return await PackageUnpacker.UnpackAsync(archive, InTree(""), stop);
    }

    private static PaxTarEntry File(string name, UnixFileMode mode) =>
        new(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream("content"u8.ToArray()) };

    private static PaxTarEntry Directory(string name) => new(TarEntryType.Directory, name);

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };
}
