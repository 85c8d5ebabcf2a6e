using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

namespace Ephemerd.TestBed.Runners;

/// <summary>
/// A package as heavy as they come, for what installs packages: the practice runner plus 5,200 files of 104,000 bytes under
/// <c>externals/big/</c>, 540 MB unpacked in more than 5,200 files. Every file is different and none is sparse; within a file a seeded block
/// repeats, so that the archive stays under 30 MB and is made in seconds. Kept in the cache outside the source tree.
/// </summary>
public static class BigRunnerPackage
{
    public const int Files = 5_200;
    public const int FileBytes = 104_000;
    public const string Version = "2.999.500";

    public static async Task<string> MakeAsync(CancellationToken stop = default)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var made = File.GetLastWriteTimeUtc(package.Archive).Ticks.ToString(CultureInfo.InvariantCulture);
        var archive = Path.Combine(Built.Cache, "big-runner", made, $"actions-runner-linux-x64-{Version}.tar.gz");
        if (File.Exists(archive))
        {
            return archive;
        }

        var older = Path.GetDirectoryName(Path.GetDirectoryName(archive))!;
        if (Directory.Exists(older))
        {
            Directory.Delete(older, recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        var unfinished = $"{archive}.{Guid.NewGuid():n}";
        await using (var file = File.Create(unfinished))
        await using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        await using (var tar = new TarWriter(packed, TarEntryFormat.Pax))
        {
            await AddTreeAsync(tar, package.Tree, stop);
            await AddBulkAsync(tar, stop);
        }

        File.Move(unfinished, archive, overwrite: true);
        return archive;
    }

    private static async Task AddTreeAsync(TarWriter tar, string tree, CancellationToken stop)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = "./" + Path.GetRelativePath(tree, path);
            if (name == "./bin/runner.version")
            {
                using var version = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Version + "\n"));
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = version, Mode = (UnixFileMode)0b110_100_100 }, stop);
            }
            else
            {
                await tar.WriteEntryAsync(path, name, stop);
            }
        }
    }

    private static async Task AddBulkAsync(TarWriter tar, CancellationToken stop)
    {
        var random = new Random(1);
        var block = new byte[4_096];
        var content = new byte[FileBytes];
        for (var i = 0; i < Files; i++)
        {
            // One fresh kilobyte in front makes each file its own; the rest repeats.
            random.NextBytes(block.AsSpan(0, 1_024));
            for (var at = 0; at < FileBytes; at += block.Length)
            {
                block.AsSpan(0, Math.Min(block.Length, FileBytes - at)).CopyTo(content.AsSpan(at));
            }

            using var data = new MemoryStream(content, writable: false);
            var name = string.Create(CultureInfo.InvariantCulture, $"./externals/big/{i / 100:00}/file-{i:0000}.bin");
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = (UnixFileMode)0b110_100_100 }, stop);
        }
    }
}
