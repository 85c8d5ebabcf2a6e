using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge;

/// <summary>One forge for a fixture; every test makes its own repository and token, so that none meets another's jobs or limits.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class ForgeTest
{
    private static int _repositories;

    private readonly List<IDisposable> _toDispose = [];

    private protected ForgeProcess Forge { get; private set; } = null!;

    private protected ForgeAdmin Admin => Forge.Admin;

    private protected virtual ForgeOptions Options => new();

    [OneTimeSetUp]
    public async Task StartForge() => Forge = await ForgeProcess.StartAsync(Options);

    [OneTimeTearDown]
    public async Task EndForge() => await Forge.DisposeAsync();

    [TearDown]
    public async Task TidyUp()
    {
        _toDispose.ForEach(held => held.Dispose());
        _toDispose.Clear();
        await Admin.ClearFaultsAsync();
    }

    private protected async Task<string> NewRepositoryAsync(CancellationToken stop, string owner = "octo")
    {
        var name = $"{owner}/repo-{Interlocked.Increment(ref _repositories)}";
        await Admin.CreateRepositoryAsync(name, stop: stop);
        return name;
    }

    private protected async Task<ForgeClient> NewClientAsync(CancellationToken stop, params string[] scopes) =>
        ClientWith(await Admin.CreateTokenAsync(scopes: scopes.Length == 0 ? null : scopes, stop: stop));

    private protected ForgeClient ClientWith(string? token, string? userAgent = "ephemerd-tests")
    {
        var client = new ForgeClient(Forge.Url, token) { UserAgent = userAgent };
        _toDispose.Add(client);
        return client;
    }

    private protected static JsonObject JitBody(string name, params string[] labels) => new()
    {
        ["name"] = name,
        ["runner_group_id"] = 1,
        ["labels"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]),
        ["work_folder"] = "_work",
    };

    /// <summary>A runner that is registered but does not speak yet.</summary>
    private protected async Task<FakeRunner> RegisterAsync(string repository, CancellationToken stop, string? name = null, params string[] labels)
    {
        var client = await NewClientAsync(stop);
        name ??= $"r-{Guid.NewGuid():n}";
        var reply = await client.PostAsync(
            $"/repos/{repository}/actions/runners/generate-jitconfig", JitBody(name, labels.Length == 0 ? ["self-hosted", "linux"] : labels), stop);
        Assert.That((int)reply.Status, Is.EqualTo(201), reply.Message);
        return Track(new FakeRunner(reply.Body!["encoded_jit_config"]!.GetValue<string>()));
    }

    /// <summary>A runner that is online and idle.</summary>
    private protected async Task<FakeRunner> OnlineAsync(string repository, CancellationToken stop, string? name = null, params string[] labels)
    {
        var runner = await RegisterAsync(repository, stop, name, labels);
        await runner.ConnectAsync(stop);
        return runner;
    }

    private protected FakeRunner Track(FakeRunner runner)
    {
        _toDispose.Add(runner);
        return runner;
    }
}
