using System.Text.Json;

namespace Ephemerd.Runners.Store;

/// <summary>
/// <c>runners/</c> in the data directory. A package is made under a hidden name beside its place, its marker is written last, and one rename
/// puts it there: what has its name is whole, whatever died in between. Work on one package is exclusive between processes too.
/// </summary>
internal sealed class PackageStore(string root, TimeProvider time)
{
    private const string Marker = ".installed.json";
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    public string Root => root;

    public RunnerPackage? Find(RunnerVersion version, RunnerPlatform platform)
    {
        var path = Path.Combine(root, RunnerPackage.NameOf(version, platform));
        return File.Exists(Path.Combine(path, Marker)) ? new RunnerPackage(version, platform, path) { Sha256 = DigestOf(path) } : null;
    }

    /// <summary>Everything installed, newest first.</summary>
    public IReadOnlyList<RunnerPackage> List()
    {
        var found = new List<RunnerPackage>();
        foreach (var directory in Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
        {
            if (RunnerPackage.TryParseName(Path.GetFileName(directory), out var version, out var platform) && Find(version, platform) is { } package)
            {
                found.Add(package);
            }
        }

        return [.. found.OrderByDescending(p => p.Version).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    /// <summary>Waits until no other process works on that package. The kernel lets the lock go when its holder dies.</summary>
    public async Task<IDisposable> LockAsync(string name, CancellationToken stop)
    {
        MakeDirectory(root);
        while (true)
        {
            if (TryLock(name) is { } held)
            {
                return held;
            }

            await Task.Delay(LockPoll, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>An empty place to make the package in; what earlier attempts left is removed. Call it under the lock.</summary>
    public Stage Stage(string name)
    {
        SweepLeftovers(name);
        var stage = Path.Combine(root, $".{name}.part");
        MakeDirectory(stage);
        return new Stage(stage);
    }

    /// <summary>Puts a staged tree in its place. Call it under the lock, when every file of the tree is on disk.</summary>
    public RunnerPackage Publish(Stage stage, RunnerVersion version, RunnerPlatform platform, string sha256)
    {
        var name = RunnerPackage.NameOf(version, platform);
        var path = Path.Combine(root, name);
        var note = JsonSerializer.SerializeToUtf8Bytes(
            new InstalledNote(version.ToString(), platform.ToString(), sha256, time.GetUtcNow()), StoreJson.Default.InstalledNote);
        using (var marker = new FileStream(Path.Combine(stage.Tree, Marker), FileMode.CreateNew, FileAccess.Write))
        {
            marker.Write(note);
            marker.Flush(flushToDisk: true);
        }

        if (Directory.Exists(path))
        {
            // Without a marker it is none of ours: somebody made or broke it by hand.
            Directory.Move(path, Path.Combine(root, $".{name}.gone"));
        }

        // Journalled file systems keep the order of directory changes, so after a power cut the tree is here whole or not at all.
        Directory.Move(stage.Tree, path);
        return new RunnerPackage(version, platform, path) { Sha256 = sha256 };
    }

    private static string? DigestOf(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(path, Marker)), StoreJson.Default.InstalledNote)?.Sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Packages of which something half made or half removed is here, by name.</summary>
    public IReadOnlyList<string> Leftovers() =>
    [
        .. (Directory.Exists(root) ? Directory.EnumerateDirectories(root, ".*") : []).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder.EndsWith(".part", StringComparison.Ordinal) || folder.EndsWith(".gone", StringComparison.Ordinal))
            .Select(folder => folder[1..folder.LastIndexOf('.')])
            .Where(name => RunnerPackage.TryParseName(name, out _, out _))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether somebody works on it now; the lock goes with its holder.</summary>
    public bool IsWorkedOn(string name)
    {
        using var held = TryLock(name);
        return held is null;
    }

    /// <summary>False when somebody works on it now.</summary>
    public bool TryRemoveLeftovers(string name)
    {
        using var held = TryLock(name);
        if (held is not null)
        {
            SweepLeftovers(name);
        }

        return held is not null;
    }

    /// <summary>False when somebody works on it now.</summary>
    public bool TryRemove(RunnerPackage package)
    {
        using var held = TryLock(package.Name);
        if (held is null)
        {
            return false;
        }

        SweepLeftovers(package.Name);
        Directory.Move(package.Path, Path.Combine(root, $".{package.Name}.gone"));
        SweepLeftovers(package.Name);
        return true;
    }

    private FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(Path.Combine(root, $".{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(root) && File.Exists(Path.Combine(root, $".{name}.lock")))
        {
            return null;
        }
    }

    private void SweepLeftovers(string name)
    {
        foreach (var leftover in new[] { $".{name}.part", $".{name}.gone" }.Select(n => Path.Combine(root, n)).Where(Directory.Exists))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }

    private static void MakeDirectory(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Public);
        }
    }
}
