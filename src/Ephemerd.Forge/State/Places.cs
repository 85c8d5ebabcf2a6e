using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.State;

/// <summary>An organisation or a user.</summary>
internal sealed class Owner(long id, string login, bool isOrganization)
{
    public long Id { get; } = id;

    public string Login { get; } = login;

    public bool IsOrganization { get; } = isOrganization;

    public List<Repo> Repos { get; } = [];

    public List<RunnerGroup> Groups { get; } = [];

    /// <summary>Runners registered for the whole organisation.</summary>
    public List<Runner> Runners { get; } = [];

    /// <summary>Those of them, and the lately ended, that a listing may still show.</summary>
    public List<Runner> Listed { get; } = [];
}

internal sealed class Repo(long id, Owner owner, string name, bool isPrivate, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Owner Owner { get; } = owner;

    public string Name { get; } = name;

    public string FullName { get; } = $"{owner.Login}/{name}";

    public bool Private { get; } = isPrivate;

    public bool Fork { get; init; }

    /// <summary>Read-only by its owner's wish.</summary>
    public bool Archived { get; set; }

    /// <summary>Switched off by GitHub.</summary>
    public bool Disabled { get; set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Oldest first.</summary>
    public List<WorkflowRun> Runs { get; } = [];

    public List<Runner> Runners { get; } = [];

    /// <summary>Those of them, and the lately ended, that a listing may still show.</summary>
    public List<Runner> Listed { get; } = [];

    /// <summary>Jobs waiting for a runner, oldest first (job ids only grow).</summary>
    public SortedDictionary<long, Job> Queued { get; } = [];

    public int RunNumber { get; set; }
}

/// <summary>A runner group of an organisation; group 1, Default, takes every repository.</summary>
internal sealed class RunnerGroup(long id, string name)
{
    /// <summary>Repositories have no groups of their own: everything registered to one is in this group.</summary>
    public static RunnerGroup Default { get; } = new(1, "Default");

    public long Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>The repositories allowed, or null for all of them.</summary>
    public HashSet<long>? RepositoryIds { get; init; }

    public bool Allows(Repo repo) => RepositoryIds is null || RepositoryIds.Contains(repo.Id);
}
