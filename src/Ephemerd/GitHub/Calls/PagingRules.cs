namespace Ephemerd.GitHub.Calls;

/// <summary>When a listing read page by page may be believed, though it changes while it is read.</summary>
internal static class PagingRules
{
    /// <summary>GitHub's largest page.</summary>
    public const int PageSize = 100;

    /// <summary>More pages than this are not fetched: 10,000 entries are beyond every limit GitHub documents for these listings.</summary>
    public const int MostPages = 100;

    /// <summary>Walks tried before the union of them all is taken.</summary>
    public const int MostWalks = 3;

    /// <summary>
    /// One page is whole by itself. Over several pages, an entry that leaves shifts a later one onto a page already read: so every page must tell
    /// the same total, and as many different entries must have been met, up to <paramref name="ceiling"/>, the most GitHub gives out at all. Where
    /// no total is told, one walk is all there is: what it misses must not be taken to be gone.
    /// </summary>
    public static bool IsWhole(IReadOnlyList<int?> totals, int different, int ceiling) =>
        totals.Count == 1 || (totals.Distinct().Count() == 1 && (totals[0] is not { } total || different >= Math.Min(total, ceiling)));

    public static bool NamesNext(IEnumerable<string> linkHeaders) =>
        linkHeaders.Any(h => h.Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase));

    public static string PagePath(string path, int page) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}per_page={PageSize}&page={page}";
}
