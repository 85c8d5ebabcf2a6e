using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Hooks;

/// <summary>Where a webhook delivers to and how; replaced whole.</summary>
internal sealed record HookConfig(string Url, string ContentType, string? Secret, string InsecureSsl);

/// <summary>A webhook of a repository, or of an organisation when <see cref="Repo"/> is null. Guarded by the world's gate.</summary>
internal sealed class Webhook(long id, Owner owner, Repo? repo, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Owner Owner { get; } = owner;

    public Repo? Repo { get; } = repo;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public required HookConfig Config { get; set; }

    public required IReadOnlyList<string> Events { get; set; }

    public bool Active { get; set; } = true;

    /// <summary>What was delivered or tried, oldest first.</summary>
    public List<Delivery> Deliveries { get; } = [];

    /// <summary>What is still to be delivered, in the order in which it goes out.</summary>
    public List<Planned> Line { get; } = [];

    /// <summary>The one delivery that lets the next one pass, when order is shuffled.</summary>
    public Planned? HeldBack { get; set; }

    /// <summary>Whether a delivery is on its way; the next one waits, so that order is kept.</summary>
    public bool Posting { get; set; }

    public DateTimeOffset LastDue { get; set; }
}

/// <summary>Something that happened, as it is told; every webhook that hears of it gets the same <see cref="Guid"/>.</summary>
internal sealed record HookEvent(Guid Guid, string Name, string? Action, long? RepositoryId, string Payload);

/// <summary>A delivery that has not gone out yet.</summary>
internal sealed record Planned(HookEvent Event, DateTimeOffset Due, bool IsRedelivery);
