using System.Text.Json.Nodes;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>A GitHub App and its wildcards, the whole way: jobs of repositories nobody named are found, run and reported, and no secret is said.</summary>
[CancelAfter(120_000)]
public sealed class AppTests : ServingFixture
{
    private string _key = "";
    private long _app;
    private long _installation;

    [SetUp]
    public async Task Open()
    {
        await OpenAsync(CancellationToken.None, "octo/one", "octo/two", "other/three");
        var app = await Forge.Admin.CreateAppAsync("pool", new Dictionary<string, string> { ["actions"] = "read", ["administration"] = "write", ["metadata"] = "read" });
        (_app, _installation) = (app.Id, await Forge.Admin.InstallAppAsync(app.Id, "octo"));
        _key = Path.Combine(Home.Root, "app.pem");
        await File.WriteAllTextAsync(_key, app.PrivateKeyPem);
        File.SetUnixFileMode(_key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [TearDown]
    public Task Close() => EndAsync(daemon: null);

    [TestCase("*")]
    [TestCase("octo/*")]
    public async Task Jobs_of_an_installation_are_done_with_the_least_permissions(string target, CancellationToken stop)
    {
        ConfigureApp($"\"{target}\"");
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        var jobs = await Task.WhenAll(QueueAsync("octo/one", "true", stop), QueueAsync("octo/two", "true", stop));
        foreach (var job in jobs)
        {
            Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        }

        var credential = JsonNode.Parse((await daemon.RunAsync(stop, "status", "--json")).Output)!["credentials"]![0]!;
        Assert.Multiple(() =>
        {
            Assert.That(credential["repositories"]!.GetValue<int>(), Is.EqualTo(2), "the other account's is not the installation's");
            Assert.That(credential["refused"]!.GetValue<int>(), Is.Zero);
            Assert.That(credential["lag_seconds"]!.GetValue<double>(), Is.InRange(0, 30));
            Assert.That(credential["interval_seconds"]!.GetValue<double>(), Is.EqualTo(1));
            Assert.That(daemon.Log, Does.Not.Contain("ghs_").And.Not.Contain("eyJ").And.Not.Contain("PRIVATE"), "neither token nor key is said");
        });
        Assert.That((await Forge.Admin.RequestsAsync("app", stop: stop)).Count(r => r.Method == "POST"), Is.EqualTo(1), "one token for all of it");
        daemon.Terminate();
        Assert.That(await daemon.ExitAsync(stop), Is.Zero);
    }

    [Test]
    public async Task Other_targets_are_served_after_a_reload_and_the_old_ones_no_longer(CancellationToken stop)
    {
        ConfigureApp("\"octo/one\"");
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        ConfigureApp("\"octo/two\"");
        Assert.That((await daemon.RunAsync(stop, "reload")).ExitCode, Is.Zero);
        var left = await QueueAsync("octo/one", "true", stop);
        var taken = await QueueAsync("octo/two", "true", stop);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(taken.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That((await Forge.Admin.JobAsync(left.Id, stop)).Status, Is.EqualTo("queued"));
        daemon.Terminate();
        Assert.That(await daemon.ExitAsync(stop), Is.Zero);
    }

    private void ConfigureApp(string targets) => Home.Write(
        $"""
         [[github]]
         api_url = "{Forge.Url}"
         app_id = {_app}
         installation_id = {_installation}
         private_key_file = "{_key}"
         poll_interval = "1s"
         poll_interval_idle = "1s"
         targets = [{targets}]

         [defaults]
         linux = "pretend"

         [backend.pretend]
         kind = "pretend"
         seconds = 1
         """,
        Token);
}
