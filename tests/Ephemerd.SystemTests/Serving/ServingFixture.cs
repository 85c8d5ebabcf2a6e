using System.Globalization;
using Ephemerd.TestBed.Census;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.OpenApi;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>
/// One forge and one home per test or per fixture, and what holds after every single test: nothing of any run is left on the machine or at the
/// forge, the daemon asked GitHub nothing that GitHub does not know, and the record of every run is told once and as its schema says.
/// </summary>
public abstract class ServingFixture
{
    protected static readonly string[] Linux = ["self-hosted", "linux"];

    private MachineCensus _before = null!;

    protected ForgeProcess Forge { get; private set; } = null!;

    protected DaemonHome Home { get; private set; } = null!;

    protected string Token { get; private set; } = "";

    /// <summary>A job that says it is up and waits to be ended.</summary>
    protected const string Waits = "echo up; trap 'exit 3' INT TERM; while :; do sleep 0.2; done";

    /// <summary>A job that goes on until a test says so, by a file only the test makes.</summary>
    protected static string GoesOnUntil(string file) => $"while [ ! -e \"$HOME/{file}\" ]; do sleep 0.1; done; echo on";

    protected virtual ForgeOptions ForgeOptions => new() { Seed = 11 };

    protected async Task OpenAsync(CancellationToken stop, params string[] repositories)
    {
        RequireRoot();
        var package = await PracticeRunnerPackage.FindAsync();
        Home = new DaemonHome();
        _before = MachineCensus.Take(Home.Root);
        Forge = await ForgeProcess.StartAsync(ForgeOptions with { RunnerPackages = [package.Archive] }, stop);
        foreach (var repository in repositories)
        {
            await Forge.Admin.CreateRepositoryAsync(repository, stop: stop);
        }

        Token = await Forge.Admin.CreateTokenAsync(stop: stop);
    }

    /// <summary>Writes the configuration: a common head, then whatever the test adds.</summary>
    protected void Configure(
        IReadOnlyList<string> repositories, string more = "", string backend = "bubblewrap", int most = 4, string daemon = "",
        string floor = "64M") => Home.Write(
        $"""
         [daemon]
         max_concurrent = {most.ToString(CultureInfo.InvariantCulture)}
         disk_floor = "{floor}"
         {daemon}

         [[github]]
         api_url = "{Forge.Url}"
         token_file = "{Home.TokenFile}"
         poll_interval = "1s"
         poll_interval_idle = "1s"
         targets = [{string.Join(", ", repositories.Select(r => $"\"{r}\""))}]

         [defaults]
         linux = "{backend}"
         egress = "open"
         trusted = true
         timeout = "5m"
         memory = "512M"
         cpus = 2
         processes = 256
         disk = "128M"

         {more}
         """,
        Token);

    /// <summary>Ends a test's daemon, holds what must hold after every test, and lets forge and home go whatever came of that.</summary>
    /// <param name="daemon">Null where the test has ended its own, or none was started.</param>
    /// <param name="alsoHolds">What this test wants to hold besides.</param>
    protected async Task EndAsync(DaemonProcess? daemon, Func<Task>? alsoHolds = null)
    {
        try
        {
            if (daemon is not null)
            {
                await daemon.DisposeAsync();
            }

            if (Forge is not null)
            {
                await AssertNothingLeftAsync();
                await (alsoHolds?.Invoke() ?? Task.CompletedTask);
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    protected async Task CloseAsync()
    {
        if (Forge is not null)
        {
            await Forge.DisposeAsync();
        }

        Home?.Dispose();
    }

    /// <summary>What must hold after every test, once no run is alive.</summary>
    protected async Task AssertNothingLeftAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var left = await _before.LeftSinceAsync(Home.Root, limit.Token);
        var census = await Forge.Admin.CensusAsync(limit.Token);
        var infidelities = await Forge.Admin.InfidelitiesAsync(limit.Token);

        // A request that a fault struck is noted before its body was read.
        var whole = (await Forge.Admin.RequestsAsync(stop: limit.Token)).Where(request => request.Fault is null);
        var wrong = ApiDescription.GitHub.CheckRequests(whole);
        var record = JobRecordFiles.Faults(Home).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(record, Is.Empty, "every line of the record is as its schema says, and told once");
            Assert.That(left, Is.Empty, "the machine is as it was");
            Assert.That(census.Registrations, Is.Empty, "no registration is left");
            Assert.That(infidelities, Is.Empty, "nothing asked that a true client would not");
            Assert.That(wrong, Is.Empty, "GitHub knows every request");
        });
    }

    protected Task<ForgeJob> QueueAsync(string repository, string script, CancellationToken stop) => Forge.Admin.QueueJobAsync(repository, Linux, script, stop);

    /// <summary>Makes a file in the home of a run's job, as root from outside.</summary>
    protected void Say(DaemonRun run, string file) => File.WriteAllText(Path.Combine(Home.Slot(run.Name), "home", file), "");

    private static void RequireRoot()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/bwrap"))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux())
        {
            Assert.Fail("CI must run this as root with bubblewrap installed");
        }

        Assert.Ignore("needs Linux, root and bubblewrap");
    }
}
