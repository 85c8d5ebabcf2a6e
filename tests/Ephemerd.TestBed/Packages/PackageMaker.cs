using System.Formats.Tar;
using System.IO.Compression;

namespace Ephemerd.TestBed.Packages;

/// <summary>Makes archives in the layout of a runner release, from a seed, so that the same order gives the same bytes.</summary>
public static class PackageMaker
{
    /// <summary>A package of so many files and bytes, in <paramref name="directory"/>; made once and kept there.</summary>
    public static async Task<string> MakeAsync(string directory, string version, int files, long bytes, CancellationToken stop)
    {
        var path = Path.Combine(directory, $"actions-runner-linux-x64-{version}.tar.gz");
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(directory);
        var half = path + $".{Guid.NewGuid():n}";
        await using (var tar = new TarWriter(new GZipStream(File.Create(half), CompressionLevel.Fastest), TarEntryFormat.Pax))
        {
            await AddDirectoryAsync(tar, "./", stop);
            await AddDirectoryAsync(tar, "./bin/", stop);
            await AddDirectoryAsync(tar, "./externals/", stop);
            for (var i = 0; i < files; i++)
            {
                var content = Content((int)(bytes / files), i);
                var name = i == 0 ? "./bin/Runner.Listener" : $"./{(i % 3 == 0 ? "bin" : $"externals/node{i % 20}/lib")}/file-{i}";
                await AddFileAsync(tar, name, content, i % 7 == 0 ? Executable : Plain, stop);
            }

            await AddLinkAsync(tar, "./externals/listener", "../bin/Runner.Listener", stop);
        }

        File.Move(half, path, overwrite: true);
        return path;
    }

    /// <summary>An archive of exactly these entries, whatever they try.</summary>
    public static async Task WriteAsync(string path, IEnumerable<TarEntry> entries, CancellationToken stop)
    {
        await using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest), TarEntryFormat.Pax);
        foreach (var entry in entries)
        {
            await tar.WriteEntryAsync(entry, stop);
        }
    }

    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // A quarter is noise and the rest repeats it: it shrinks about as a real release does.
    private static byte[] Content(int length, int seed)
    {
        var noise = new byte[Math.Max(1, length / 4)];
        new Random(seed).NextBytes(noise);
        var content = new byte[length];
        for (var at = 0; at < length; at += noise.Length)
        {
            noise.AsSpan(0, Math.Min(noise.Length, length - at)).CopyTo(content.AsSpan(at));
        }

        return content;
    }

    private static Task AddDirectoryAsync(TarWriter tar, string name, CancellationToken stop) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name) { Mode = Executable }, stop);

    private static Task AddLinkAsync(TarWriter tar, string name, string target, CancellationToken stop) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target }, stop);

    private static Task AddFileAsync(TarWriter tar, string name, byte[] content, UnixFileMode mode, CancellationToken stop) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content) }, stop);
}
