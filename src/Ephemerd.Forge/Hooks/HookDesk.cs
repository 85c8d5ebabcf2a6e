using System.Text.Json.Nodes;
using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.Hooks;

/// <summary>
/// The webhooks there are, and who is told of what. Hears the journal. Everything is called under the world's gate, except
/// <see cref="Rung"/>, which may be awaited outside it.
/// </summary>
internal sealed class HookDesk
{
    private const int DeliveriesKept = 1000;

    private readonly World _world;
    private readonly ProtocolAddresses _addresses;
    private readonly Random _dice;
    private readonly SortedDictionary<long, Webhook> _hooks = [];
    private HookCounts _counts;
    private TaskCompletionSource _rung = NewBell();

    /// <param name="dice">Its own seeded chance: having webhooks must not change who gets which job.</param>
    public HookDesk(World world, ProtocolAddresses addresses, Random dice)
    {
        (_world, _addresses, _dice) = (world, addresses, dice);
        world.Journal.Listener = Hear;
    }

    public HookManners Manners { get; set; } = HookManners.Honest;

    public HookCounts Counts => _counts;

    public IReadOnlyCollection<Webhook> All => _hooks.Values;

    /// <summary>Deliveries that are due, delayed, held back or on their way.</summary>
    public int Pending => _hooks.Values.Sum(hook => hook.Line.Count + (hook.HeldBack is null ? 0 : 1) + (hook.Posting ? 1 : 0));

    public Task Rung => _rung.Task;

    public IEnumerable<Webhook> Of(Owner owner, Repo? repo) => _hooks.Values.Where(hook => hook.Owner == owner && hook.Repo == repo);

    public Webhook? Find(long id) => _hooks.GetValueOrDefault(id);

    public void Add(Webhook hook)
    {
        _hooks.Add(hook.Id, hook);
        Ping(hook);
    }

    /// <summary>What it had not been told yet it never is.</summary>
    public void Remove(Webhook hook)
    {
        _hooks.Remove(hook.Id);
        hook.Line.Clear();
        hook.HeldBack = null;
    }

    public void Ping(Webhook hook)
    {
        var payload = HookPayload.Ping(hook, HookJson.Hook(hook, Links), Links);
        Tell([hook], Event("ping", null, hook.Repo, payload));
    }

    /// <summary>The same event again, at once: the manners are for what the forge tells by itself.</summary>
    public void Redeliver(Webhook hook, Delivery delivery)
    {
        hook.Line.Insert(0, new Planned(delivery.Event, _world.Now, IsRedelivery: true));
        Ring();
    }

    public void Settle(Webhook hook, Delivery delivery)
    {
        hook.Posting = false;
        hook.Deliveries.Add(delivery);
        if (hook.Deliveries.Count > DeliveriesKept)
        {
            hook.Deliveries.RemoveAt(0);
        }

        _counts = _counts with { Delivered = _counts.Delivered + 1 };
        Ring();
    }

    /// <summary>Wakes whoever waits for something to deliver.</summary>
    public void Ring()
    {
        var rung = _rung;
        _rung = NewBell();
        rung.SetResult();
    }

    private Links Links => new(_addresses.Root.AbsoluteUri.TrimEnd('/'), _addresses.Root.AbsoluteUri.TrimEnd('/'));

    private void Hear(Transition transition)
    {
        switch (transition.Subject)
        {
            case Subject.Job when HookRules.JobAction(transition) is { } action:
                var job = _world.Jobs[transition.Id];
                TellOf("workflow_job", action, job.Run.Repo, () => HookPayload.Job(action, job, Links));
                break;
            case Subject.Run when HookRules.RunAction(transition) is { } action:
                var run = _world.Runs[transition.Id];
                TellOf("workflow_run", action, run.Repo, () => HookPayload.Run(action, run, Links));
                break;
        }
    }

    private void TellOf(string name, string action, Repo repo, Func<JsonObject> payload)
    {
        List<Webhook> hearing =
        [
            .. _hooks.Values.Where(hook => hook.Active && hook.Owner == repo.Owner && (hook.Repo ?? repo) == repo && HookRules.Hears(hook, name)),
        ];
        if (hearing.Count > 0)
        {
            Tell(hearing, Event(name, action, repo, payload()));
        }
    }

    private void Tell(IEnumerable<Webhook> hooks, HookEvent told)
    {
        foreach (var hook in hooks)
        {
            HookLine.Add(hook, told, _world.Now, Manners, _dice, ref _counts);
        }

        Ring();
    }

    private HookEvent Event(string name, string? action, Repo? repo, JsonObject payload)
    {
        Span<byte> bytes = stackalloc byte[16];
        _dice.NextBytes(bytes);
        return new HookEvent(new Guid(bytes), name, action, repo?.Id, payload.ToJsonString());
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
