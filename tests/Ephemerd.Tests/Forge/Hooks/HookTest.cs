using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Hooks;

/// <summary>A forge, and a receiver of its own for every test.</summary>
public abstract class HookTest : ForgeTest
{
    private protected const string Secret = "it's a secret to everybody";

    private protected HookReceiver Receiver { get; private set; } = null!;

    [SetUp]
    public async Task StartReceiver() => Receiver = await HookReceiver.StartAsync(CancellationToken.None);

    [TearDown]
    public async Task EndReceiver()
    {
        await Admin.SetHookMannersAsync(new ForgeHookManners());
        await Receiver.DisposeAsync();
    }

    private protected Task<ForgeClient> HookClientAsync(CancellationToken stop) => NewClientAsync(stop, "repo", "admin:org_hook");

    private protected JsonObject Order(params string[] events) => new()
    {
        ["name"] = "web",
        ["config"] = new JsonObject { ["url"] = Receiver.Url, ["content_type"] = "json", ["secret"] = Secret },
        ["events"] = new JsonArray([.. events.Select(name => (JsonNode)name)]),
    };

    /// <summary>A webhook whose first ping has arrived. Gives its path.</summary>
    private protected async Task<string> SubscribeAsync(ForgeClient github, string place, CancellationToken stop, params string[] events)
    {
        var made = await github.PostAsync($"{place}/hooks", Order(events), stop);
        Assert.That((int)made.Status, Is.EqualTo(201), made.Body?.ToJsonString());
        Assert.That((await Receiver.NextAsync(stop)).Event, Is.EqualTo("ping"));
        return $"{place}/hooks/{made.Body!["id"]}";
    }

    /// <summary>A job queued, taken and done by a runner.</summary>
    private protected async Task RunJobAsync(string repo, CancellationToken stop)
    {
        await Admin.QueueJobAsync(repo, ["self-hosted", "linux"], "true", stop);
        using var runner = await OnlineAsync(repo, stop);
        await runner.CompleteAsync(await runner.TakeAsync(stop), "succeeded", stop);
    }

    /// <summary>Waits until nothing is delayed, held back or on its way.</summary>
    private protected async Task<ForgeHookCounts> SettledAsync(CancellationToken stop)
    {
        while (true)
        {
            var counts = await Admin.HookCountsAsync(stop);
            if (counts.Pending == 0)
            {
                return counts;
            }

            await Task.Delay(20, stop);
        }
    }
}
