using Ephemerd.Forge.Keys;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Access;

internal sealed class GitHubApp(long id, string slug, RunnerKey key, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string Slug { get; } = slug;

    public string ClientId { get; } = $"Iv23li{id:x14}";

    public RunnerKey Key { get; } = key;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public required IReadOnlyDictionary<string, string> Permissions { get; init; }

    public required Owner Owner { get; init; }
}

internal sealed class Installation(long id, GitHubApp app, Owner account, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public GitHubApp App { get; } = app;

    public Owner Account { get; } = account;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>The chosen repositories, or null for all.</summary>
    public IReadOnlySet<long>? Repositories { get; init; }

    public required IReadOnlyDictionary<string, string> Permissions { get; init; }
}
