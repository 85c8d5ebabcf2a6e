using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>The archives the forge offers for download.</summary>
public sealed class PackageTests
{
    [Test]
    [CancelAfter(300_000)]
    public async Task The_archive_has_the_layout_of_a_runner_release_readable_by_any_user(CancellationToken stop)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var entries = new Dictionary<string, UnixFileMode>();
        await foreach (var entry in EntriesAsync(package.Archive, stop))
        {
            entries[entry.Name] = entry.Mode;
        }

        Assert.That(entries.Keys, Is.SupersetOf(new[] { "./run.sh", "./config.sh", "./run-helper.sh.template", "./bin/Runner.Listener", "./bin/Runner.Worker", "./externals/README.md" }));
        Assert.That(entries.Values.Where(mode => !mode.HasFlag(UnixFileMode.OtherRead) || mode.HasFlag(UnixFileMode.OtherWrite)), Is.Empty);
        Assert.That(entries["./bin/Runner.Listener"].HasFlag(UnixFileMode.OtherExecute), Is.True);
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task The_version_is_the_packages_not_the_programs(CancellationToken stop)
    {
        var older = await PracticeRunnerPackage.RepackAsync("2.998.0");
        var version = Encoding.UTF8.GetString(await ReadAsync(older.Archive, "./bin/runner.version", stop)).Trim();
        var program = await ReadAsync(older.Archive, "./bin/Ephemerd.PracticeRunner.dll", stop);
        Assert.That(version, Is.EqualTo("2.998.0"));
        Assert.That(program, Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(older.Tree, "bin", "Ephemerd.PracticeRunner.dll"), stop)));
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task The_big_package_is_as_big_as_it_says(CancellationToken stop)
    {
        var archive = await BigRunnerPackage.MakeAsync(stop);
        var (files, bytes) = (0, 0L);
        await foreach (var entry in EntriesAsync(archive, stop))
        {
            files += entry.EntryType is TarEntryType.RegularFile ? 1 : 0;
            bytes += entry.Length;
        }

        Assert.That(files, Is.GreaterThanOrEqualTo(5_000));
        Assert.That(bytes, Is.GreaterThanOrEqualTo(500_000_000));
        Assert.That(new FileInfo(archive).Length, Is.LessThan(50_000_000));
    }

    private static async Task<byte[]> ReadAsync(string archive, string name, CancellationToken stop)
    {
        await foreach (var entry in EntriesAsync(archive, stop))
        {
            if (entry.Name == name)
            {
                using var content = new MemoryStream();
                await entry.DataStream!.CopyToAsync(content, stop);
                return content.ToArray();
            }
        }

        throw new FileNotFoundException($"{name} is not in {archive}");
    }

    /// <summary>Each entry is good only until the next is asked for.</summary>
    private static async IAsyncEnumerable<TarEntry> EntriesAsync(string archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var file = File.OpenRead(archive);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(cancellationToken: stop) is { } entry)
        {
            yield return entry;
        }
    }
}
