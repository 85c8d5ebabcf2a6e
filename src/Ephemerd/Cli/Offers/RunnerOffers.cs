namespace Ephemerd.Cli.Offers;

/// <summary>The work behind <c>runner list|pull|gc</c>.</summary>
internal sealed record RunnerOffers
{
    public required Func<Places, CancellationToken, Task<IReadOnlyList<RunnerPackageRow>>> ListAsync { get; init; }

    /// <summary>Fetches and proves a version, the newest when it is null; says which it is now.</summary>
    public required Func<Places, string?, CancellationToken, Task<RunnerPackageRow>> PullAsync { get; init; }

    /// <summary>Removes what no run uses and no newer run would; true means only telling. Returns what went, or would go.</summary>
    public required Func<Places, bool, CancellationToken, Task<IReadOnlyList<RunnerPackageRow>>> CollectAsync { get; init; }
}

/// <summary>An unpacked runner release.</summary>
/// <param name="InUse">Whether a living run is bound to it; null when nobody can say.</param>
internal sealed record RunnerPackageRow(string Version, string Os, string Architecture, string Path, long Bytes, bool? InUse);
