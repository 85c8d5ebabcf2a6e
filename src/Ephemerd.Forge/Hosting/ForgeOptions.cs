using System.Net;

namespace Ephemerd.Forge.Hosting;

/// <summary>What the command line says.</summary>
internal sealed record ForgeOptions(IPEndPoint Listen)
{
    public int Seed { get; init; } = 1;

    public TimeSpan Lag { get; init; } = TimeSpan.Zero;

    public IReadOnlyList<FileInfo> RunnerPackages { get; init; } = [];

    /// <summary>Repositories to begin with, <c>owner/name</c> each.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Where to write a token that a client may use.</summary>
    public FileInfo? TokenFile { get; init; }

    public FileInfo? AdminTokenFile { get; init; }

    /// <summary>Another address runners and clients reach the forge by, when it is not the one listened on.</summary>
    public Uri? PublicUrl { get; init; }

    public bool ExitWithStdin { get; init; }
}
