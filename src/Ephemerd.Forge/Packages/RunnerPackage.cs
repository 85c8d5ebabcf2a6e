using System.Text.RegularExpressions;

namespace Ephemerd.Forge.Packages;

/// <summary>A runner release on disk. <see cref="Trouble"/> is replaced whole by the admin route.</summary>
internal sealed partial class RunnerPackage(string path, string sha256)
{
    private readonly Match _name = Pattern().Match(System.IO.Path.GetFileName(path));

    public string Path { get; } = path;

    public string Sha256 { get; } = sha256;

    public string FileName => System.IO.Path.GetFileName(Path);

    public string Os => _name.Groups["os"].Value;

    public string Architecture => _name.Groups["arch"].Value;

    public string Version => _name.Groups["version"].Value;

    public PackageTrouble Trouble { get; set; } = new();

    public string ShownSha256 => Trouble.CorruptChecksum ? new string('0', Sha256.Length) : Sha256;

    public static bool IsName(string fileName) => Pattern().IsMatch(fileName);

    [GeneratedRegex(
        @"^actions-runner-(?<os>linux|osx|win)-(?<arch>x64|arm|arm64)-(?<version>\d+\.\d+\.\d+)\.(tar\.gz|zip)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

/// <summary>What is wrong with a package on purpose.</summary>
internal sealed record PackageTrouble
{
    public bool CorruptChecksum { get; init; }

    public long? BytesPerSecond { get; init; }

    public long? CutAfterBytes { get; init; }
}
