namespace Ephemerd.GitHub.Calls;

/// <summary>One page of a listing.</summary>
/// <param name="Total">GitHub's count over all pages, at the time of this page; null where it tells none.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, int? Total)
    where T : class
{
    /// <summary>Shared by the many listings that hold nothing.</summary>
    public static Page<T> Empty { get; } = new([], 0);

    /// <summary>Whether another page follows; remembered with the page, since a 304 need not repeat the header.</summary>
    public bool More { get; init; }
}
