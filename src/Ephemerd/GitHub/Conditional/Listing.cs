using System.Text.Json.Serialization.Metadata;
using Ephemerd.GitHub.Calls;

namespace Ephemerd.GitHub.Conditional;

/// <summary>How one kind of listing is asked for and read.</summary>
/// <param name="Path">Without paging.</param>
/// <param name="Id">What makes two entries the same one.</param>
/// <param name="Ceiling">The most entries GitHub gives out, whatever total it tells.</param>
internal sealed record Listing<TWire, T>(
    string Path, RouteClass Route, JsonTypeInfo<TWire> Body, Func<TWire, Page<T>?> Read, Func<T, long> Id, int Ceiling = int.MaxValue)
    where TWire : class
    where T : class;
