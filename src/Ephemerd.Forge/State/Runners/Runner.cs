using System.Security.Cryptography;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.State.Runners;

/// <summary>What a registration was made with; never changes.</summary>
internal sealed record Registration(string Name, IReadOnlyList<string> Labels, RunnerGroup Group, string WorkFolder)
{
    public required Owner Owner { get; init; }

    /// <summary>The repository it is registered for, or null for the whole organisation.</summary>
    public Repo? Repo { get; init; }

    /// <summary>The name under which limits are kept: <c>owner/name</c>, or the organisation's login.</summary>
    public string Scope => Repo?.FullName ?? Owner.Login;
}

internal sealed record RunnerMessage(long Id, string Type, string Body, Assignment? Offer);

internal sealed record Session(Guid Id, string OwnerName);

/// <summary>One job given to one runner, from the offer to its end.</summary>
internal sealed class Assignment(Guid requestId, Job job, Runner runner, DateTimeOffset assignedAt)
{
    public Guid RequestId { get; } = requestId;

    public Job Job { get; } = job;

    public Runner Runner { get; } = runner;

    public DateTimeOffset AssignedAt { get; } = assignedAt;

    public DateTimeOffset? AcquiredAt { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    public bool Renewed { get; set; }

    public string? AccessToken { get; set; }

    public bool CancelSent { get; set; }
}

/// <summary>A registered runner, guarded by the world's gate.</summary>
internal sealed class Runner(long id, Registration registration, Guid clientId, RSA publicKey, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Registration Registration { get; } = registration;

    public Guid ClientId { get; } = clientId;

    /// <summary>Checks the assertions of this runner. Shared by the runners that were dealt the same key of the ring.</summary>
    public RSA PublicKey { get; } = publicKey;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public RunnerState State { get; set; } = new(Registered: true, Online: false, Busy: false, "unknown", null);

    public Lagged<RunnerState> Seen { get; } = new();

    public Session? Session { get; set; }

    public Assignment? Assignment { get; set; }

    public Queue<RunnerMessage> Messages { get; } = new();

    public int PollsHeld { get; set; }

    /// <summary>Counts the polls begun. Only the newest gets messages: an older one's client has hung up, whether or not that shows yet.</summary>
    public int PollsBegun { get; set; }

    public DateTimeOffset LastSeen { get; set; } = createdAt;

    /// <summary>Null as long as the registration lives.</summary>
    public RunnerEnd? End { get; set; }

    public bool RefusesUpdates { get; set; }

    private TaskCompletionSource _bell = NewBell();

    /// <summary>Completes when something may have come for a held poll.</summary>
    public Task Bell => _bell.Task;

    public void Ring()
    {
        var rung = _bell;
        _bell = NewBell();
        rung.SetResult();
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
