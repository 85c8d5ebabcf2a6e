using System.Security.Cryptography;

namespace Ephemerd.Forge.Packages;

/// <summary>The runner packages on offer. As GitHub does, the downloads list names only the newest of each system. Thread-safe.</summary>
internal sealed class PackageShelf
{
    private readonly Lock _gate = new();
    private readonly List<RunnerPackage> _packages = [];

    /// <summary>Puts a file on the shelf; its name says what it is, its checksum is computed now.</summary>
    public async Task<RunnerPackage> AddAsync(string path, CancellationToken stop)
    {
        if (!RunnerPackage.IsName(Path.GetFileName(path)))
        {
            throw new ArgumentException(
                $"'{Path.GetFileName(path)}' is no runner package: the name must be actions-runner-<os>-<arch>-<version>.tar.gz.", nameof(path));
        }

        await using var file = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop));
        var package = new RunnerPackage(Path.GetFullPath(path), sha256);
        lock (_gate)
        {
            _packages.RemoveAll(old => old.FileName == package.FileName);
            _packages.Add(package);
        }

        return package;
    }

    public RunnerPackage? Find(string fileName)
    {
        lock (_gate)
        {
            return _packages.Find(package => package.FileName == fileName);
        }
    }

    public IReadOnlyList<RunnerPackage> Newest()
    {
        lock (_gate)
        {
            return [.. _packages
                .GroupBy(package => (package.Os, package.Architecture))
                .Select(same => same.MaxBy(package => Version.Parse(package.Version))!)];
        }
    }
}
