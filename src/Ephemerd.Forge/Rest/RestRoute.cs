using Ephemerd.Forge.Access;
using Ephemerd.Forge.Record;

namespace Ephemerd.Forge.Rest;

internal enum FieldKind
{
    Text,
    Integer,
    Boolean,
    Texts,
    Integers,
    Object,
}

/// <summary>A field a request body may carry.</summary>
internal sealed record BodyField(string Name, FieldKind Kind, bool Required = false, int MinItems = 0, int MaxItems = int.MaxValue);

/// <summary>One REST route: what it takes, what it asks of its caller, who answers.</summary>
internal sealed record RestRoute(string Method, string Template, RouteClass Class, Need Need, Func<RestCall, RestAnswer> Answer)
{
    public static readonly string[] Paging = ["per_page", "page"];

    public IReadOnlyList<string> Query { get; init; } = [];

    public IReadOnlyList<BodyField> Body { get; init; } = [];
}
