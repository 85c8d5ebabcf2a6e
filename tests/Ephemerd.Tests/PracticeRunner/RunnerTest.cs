using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>A repository, a runner registered for it, and what the forge saw of both.</summary>
public abstract class RunnerTest
{
    protected const int SigInt = 2;
    protected const int SigKill = 9;
    protected const int SigTerm = 15;

    /// <summary>What a runner leaves in its root when it has been used up.</summary>
    protected static readonly string[] UsedUp = ["_diag", "_work"];

    /// <summary>What is left when it ended but its registration was not used up, and no job had been started.</summary>
    protected static readonly string[] Unused = [".credentials", ".credentials_rsaparams", ".runner", "_diag"];

    private static readonly string[] Labels = ["self-hosted", "linux", "x64"];
    private int _infidelities;

    protected static ForgeAdmin Admin => PracticeForge.Forge.Admin;

    protected string Repository { get; private set; } = "";

    [SetUp]
    public async Task MakeRepositoryAsync()
    {
        Repository = $"octo/practice-{Guid.NewGuid():n}";
        await Admin.CreateRepositoryAsync(Repository);
        _infidelities = (await Admin.InfidelitiesAsync()).Count;
    }

    [TearDown]
    public async Task NothingWasAskedThatARunnerWouldNotAskAsync()
    {
        await Admin.ClearFaultsAsync();
        var noted = await Admin.InfidelitiesAsync();
        Assert.That(noted.Skip(_infidelities), Is.Empty);
    }

    protected Task<ForgeJob> QueueAsync(string script, CancellationToken stop) => Admin.QueueJobAsync(Repository, Labels, script, stop);

    protected async Task<ForgeJob> QueueAsync(CancellationToken stop, params ForgeStep[] steps) =>
        (await Admin.QueueRunAsync(new ForgeRunOrder(Repository, [new ForgeJobOrder("build", Labels, steps)]), stop)).Jobs[0];

    protected Task<JitRegistration> RegisterAsync(CancellationToken stop) =>
        JitRegistration.MakeAsync(PracticeForge.Forge, PracticeForge.Token, Repository, $"r-{Guid.NewGuid():n}", Labels, stop);

    protected async Task<RunnerProcess> StartAsync(CancellationToken stop, RunnerStart? start = null) =>
        await RunnerProcess.StartAsync(await RegisterAsync(stop), start);

    protected static Task FaultAsync(string name, CancellationToken stop, int? count = null, string? routeClass = null, int? status = null) =>
        Admin.SetFaultAsync(new ForgeFault(name) { Count = count, RouteClass = routeClass, Status = status }, stop);

    /// <summary>The registrations of this test's repository that are still there.</summary>
    protected async Task<IReadOnlyList<ForgeRunner>> RegistrationsAsync(CancellationToken stop) =>
        [.. (await Admin.CensusAsync(stop)).Registrations.Where(runner => runner.Scope == Repository)];

    /// <summary>The requests of one class that came from this test's runner, whose name the credential holds.</summary>
    protected static async Task<int> CountRequestsAsync(JitRegistration jit, string routeClass, CancellationToken stop) =>
        (await Admin.RequestsAsync(routeClass, stop: stop)).Count(request => request.Credential == $"runner:{jit.Name}");

    /// <summary>Asks the forge's REST side about this test's repository, as anyone with a token may.</summary>
    protected async Task<string> RestAsync(HttpMethod method, string path, CancellationToken stop)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{PracticeForge.Forge.Url.AbsoluteUri.TrimEnd('/')}/repos/{Repository}/{path}");
        request.Headers.TryAddWithoutValidation("User-Agent", "ephemerd-tests");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {PracticeForge.Token}");
        using var answer = await http.SendAsync(request, stop);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(stop);
    }
}
