using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Ephemerd.Processes;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>
/// Empty ext4 images of a slot's size: a template made once for each size, and a few copies of it lying ready, so that a slot costs a rename and
/// two system calls. All are sparse: they take of the disk what is written into them. Needs root. Thread-safe.
/// </summary>
internal sealed partial class SlotImages(string dataDirectory, TimeProvider time)
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private static readonly TimeSpan MakeLimit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<long, Lazy<Task>> _making = new();
    private readonly string _folder = FolderOf(dataDirectory);

    /// <summary>Smaller than this, ext4 has no room for a runner's own files.</summary>
    public const long Smallest = 16L << 20;

    public static string FolderOf(string dataDirectory) => Path.Combine(dataDirectory, "spare");

    /// <summary>Puts an empty image of a size at a path.</summary>
    public async Task TakeAsync(long size, string path, CancellationToken stop)
    {
        foreach (var spare in Spares(size))
        {
            try
            {
                File.Move(spare, path);
                return;
            }
            catch (FileNotFoundException)
            {
                // Another run took it first.
            }
        }

        await EnsureTemplateAsync(size, stop);
        CopySparse(Template(size), path);
    }

    /// <summary>Makes the template and lays copies ready, up to a number.</summary>
    public async Task PrepareAsync(long size, int count, CancellationToken stop)
    {
        await EnsureTemplateAsync(size, stop);
        for (var missing = count - Spares(size).Count; missing > 0; missing--)
        {
            stop.ThrowIfCancellationRequested();
            var part = Path.Combine(_folder, Path.GetRandomFileName() + ".part");
            CopySparse(Template(size), part);
            File.Move(part, Path.ChangeExtension(part, $"{Digits(size)}.img"));
        }
    }

    /// <summary>Copies that were not finished when an earlier daemon died.</summary>
    public void RemoveHalfMade()
    {
        foreach (var part in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*.part") : [])
        {
            File.Delete(part);
        }
    }

    /// <summary>Concurrent askers share one making; a failed one is forgotten, so that the next asker tries again.</summary>
    private async Task EnsureTemplateAsync(long size, CancellationToken stop)
    {
        if (File.Exists(Template(size)))
        {
            return;
        }

        var making = _making.GetOrAdd(size, s => new Lazy<Task>(() => MakeTemplateAsync(s, CancellationToken.None)));
        try
        {
            await making.Value.WaitAsync(stop);
        }
        finally
        {
            _making.TryRemove(KeyValuePair.Create(size, making));
        }
    }

    private async Task MakeTemplateAsync(long size, CancellationToken stop)
    {
        Directory.CreateDirectory(_folder, AtomicFile.Private | UnixFileMode.UserExecute);
        var part = Path.Combine(_folder, Path.GetRandomFileName() + ".part");
        using (var handle = File.OpenHandle(part, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(handle, size);
        }

        // No journal: the file system dies with its slot, and a power cut ends the slot too.
        var made = await Children.RunAsync(
            ChildCommand.Tool("mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal,^resize_inode", "-E", "lazy_itable_init=1,nodiscard", part),
            MakeLimit, time, stop);
        if (!made.Succeeded)
        {
            File.Delete(part);
            throw new IOException($"mkfs.ext4 for {size} bytes: {made.Reason}");
        }

        File.Move(part, Template(size), overwrite: true);
    }

    private static void CopySparse(string from, string to)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
        var length = RandomAccess.GetLength(source);
        RandomAccess.SetLength(target, length);
        var buffer = new byte[128 << 10];
        for (var at = Seek(source, 0, SeekData); at >= 0 && at < length; at = Seek(source, at, SeekData))
        {
            for (var end = Seek(source, at, SeekHole); at < end;)
            {
                var n = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                RandomAccess.Write(target, buffer.AsSpan(0, n), at);
                at += n;
            }
        }
    }

    /// <summary>Negative when there is no more data.</summary>
    private static long Seek(SafeFileHandle file, long at, int whence) => lseek((int)file.DangerousGetHandle(), at, whence);

    private string Template(long size) => Path.Combine(_folder, $"template.{Digits(size)}");

    private IReadOnlyList<string> Spares(long size) =>
        Directory.Exists(_folder) ? Directory.GetFiles(_folder, $"*.{Digits(size)}.img") : [];

    private static string Digits(long size) => size.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int handle, long offset, int whence);
}
