using System.Security.Cryptography;

namespace Ephemerd.Tests.Forge;

/// <summary>A file that is named like a runner release and holds noise.</summary>
internal sealed class TestPackage : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("forge-package-").FullName;

    private TestPackage(string version, int size)
    {
        FileName = $"actions-runner-linux-x64-{version}.tar.gz";
        Path = System.IO.Path.Combine(_directory, FileName);
        Bytes = RandomNumberGenerator.GetBytes(size);
        File.WriteAllBytes(Path, Bytes);
    }

    public string FileName { get; }

    public string Path { get; }

    public byte[] Bytes { get; }

    public static TestPackage Make(string version, int size = 100_000) => new(version, size);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
