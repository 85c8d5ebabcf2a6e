namespace Ephemerd.Forge.Access;

internal enum CredentialKind
{
    /// <summary>A personal token with classic scopes.</summary>
    Personal,

    /// <summary>A token of an App's installation; it lives an hour.</summary>
    Installation,

    /// <summary>An App speaking for itself with a signed JWT.</summary>
    App,
}

/// <summary>What a caller may do. Immutable.</summary>
internal sealed record Credential(CredentialKind Kind, string Name, string Bucket)
{
    /// <summary>Different for every token ever issued: GitHub's ETags do not outlive the token they were given to.</summary>
    public long Serial { get; init; }

    /// <summary>The login it speaks as.</summary>
    public string Login { get; init; } = "forge-user";

    public IReadOnlySet<string> Scopes { get; init; } = new HashSet<string>();

    /// <summary>Permission to level: <c>read</c>, <c>write</c> or <c>admin</c>.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; init; } = new Dictionary<string, string>();

    /// <summary>The repositories it reaches, by id; null is all of <see cref="Account"/>'s, or all there are.</summary>
    public IReadOnlySet<long>? Repositories { get; init; }

    /// <summary>Of those it reaches, the repositories its user administers; null is all.</summary>
    public IReadOnlySet<long>? Administers { get; init; }

    /// <summary>The account an installation belongs to.</summary>
    public string? Account { get; init; }

    public long? AppId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public int HourlyLimit { get; init; } = 5000;
}
