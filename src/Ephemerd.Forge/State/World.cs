using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Ephemerd.Forge.State.Transitions;
using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.State;

/// <summary>
/// Everything the forge knows. All of it is read and changed under <see cref="Gate"/>, which nobody holds across an await.
/// </summary>
internal sealed class World(ForgeClock clock, Random dice, Manners manners)
{
    private long _lastId = 1000;

    public Lock Gate { get; } = new();

    public ForgeClock Clock { get; } = clock;

    /// <summary>The seeded chance behind routing and lag; only under the gate.</summary>
    public Random Dice { get; } = dice;

    public Manners Manners { get; set; } = manners;

    public Journal Journal { get; } = new(clock);

    public Dictionary<string, Owner> Owners { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, Repo> Repos { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<long, WorkflowRun> Runs { get; } = [];

    public Dictionary<long, Job> Jobs { get; } = [];

    public Dictionary<Guid, Job> JobsByBackendId { get; } = [];

    /// <summary>Every registration ever made; the ended ones stay so that their runners hear the right refusal.</summary>
    public Dictionary<long, Runner> Runners { get; } = [];

    public Dictionary<Guid, Runner> RunnersByClient { get; } = [];

    public Dictionary<Guid, Assignment> Assignments { get; } = [];

    public DateTimeOffset Now => Clock.GetUtcNow();

    public long NextId() => ++_lastId;

    /// <summary>A GUID from the seed, so that a run of the forge can be repeated.</summary>
    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Dice.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>When a change made now shows in the listings.</summary>
    public DateTimeOffset ShownAt() => Now + (Dice.NextDouble() * Manners.Lag);

    public Owner OwnerOf(string login, bool isOrganization)
    {
        if (!Owners.TryGetValue(login, out var owner))
        {
            owner = new Owner(NextId(), login, isOrganization);
            owner.Groups.Add(RunnerGroup.Default);
            Owners.Add(login, owner);
        }

        return owner;
    }

    public Repo AddRepo(string fullName, bool isPrivate, bool isOrganization, bool fork)
    {
        var slash = fullName.IndexOf('/', StringComparison.Ordinal);
        var owner = OwnerOf(fullName[..slash], isOrganization);
        var repo = new Repo(NextId(), owner, fullName[(slash + 1)..], isPrivate, Now) { Fork = fork };
        Repos.Add(repo.FullName, repo);
        owner.Repos.Add(repo);
        return repo;
    }

    /// <summary>From now on nobody finds it. Its registrations are the caller's to end.</summary>
    public void RemoveRepo(Repo repo)
    {
        Repos.Remove(repo.FullName);
        repo.Owner.Repos.Remove(repo);
    }
}
