using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Runners;

/// <summary>An installed runner package. Complete by construction: its directory came into being under this name in one step.</summary>
/// <param name="Path">Absolute; holds <c>bin/</c> and <c>externals/</c>, owned by the daemon's user and writable by nobody else.</param>
internal sealed record RunnerPackage(RunnerVersion Version, RunnerPlatform Platform, string Path)
{
    /// <summary>Of the archive it was unpacked from, as lower-case hex; null where its note cannot be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name of its directory: <c>2.336.0-linux-x64</c>.</summary>
    public string Name => NameOf(Version, Platform);

    public static string NameOf(RunnerVersion version, RunnerPlatform platform) => $"{version}-{platform}";

    public static bool TryParseName(string name, out RunnerVersion version, [NotNullWhen(true)] out RunnerPlatform? platform)
    {
        platform = null;
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return RunnerVersion.TryParse(dash < 0 ? null : name[..dash], out version) && RunnerPlatform.TryParse(name[(dash + 1)..], out platform);
    }
}
