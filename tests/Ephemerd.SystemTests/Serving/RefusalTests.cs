using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>What a daemon refuses to start with, said so that an operator can mend it, and nothing made meanwhile.</summary>
[CancelAfter(60_000)]
public sealed class RefusalTests : ServingFixture
{
    private const string Repo = "octo/demo";

    [SetUp]
    public Task Open() => OpenAsync(CancellationToken.None, Repo);

    [TearDown]
    public Task Close() => EndAsync(daemon: null);

    [Test]
    public async Task A_configuration_with_a_problem_is_refused_with_its_line_and_the_fix(CancellationToken stop)
    {
        Configure([Repo], "max_concurent = 3");
        var end = await DaemonProcess.RunAsync(Home, stop, "serve");

        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Errors, Does.Match(@"config\.toml:\d+:\d+: \S*max_concurent: unknown key").And.Contain("fix: "));
        Assert.That(Directory.Exists(Home.Data), Is.False, "nothing was made");
    }

    [Test]
    public async Task An_egress_policy_that_the_backend_cannot_enforce_is_refused(CancellationToken stop)
    {
        Configure([Repo], $"[repos.\"{Repo}\"]\negress = \"public\"");
        var end = await DaemonProcess.RunAsync(Home, stop, "serve");

        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Errors, Does.Contain("egress").And.Contain("fix: "));
        Assert.That(Directory.Exists(Home.Data), Is.False, "nothing was made");
    }

    [Test]
    public async Task A_token_file_that_cannot_be_read_is_refused(CancellationToken stop)
    {
        Configure([Repo]);
        File.Delete(Home.TokenFile);
        var end = await DaemonProcess.RunAsync(Home, stop, "serve");

        Assert.That(end.ExitCode, Is.EqualTo(2));
        Assert.That(end.Errors, Does.Contain(Home.TokenFile).And.Contain("fix: "));
        Assert.That(Directory.Exists(Home.Data), Is.False, "nothing was made");
    }

    [Test]
    public async Task A_second_daemon_in_one_data_directory_is_refused_as_unsafe(CancellationToken stop)
    {
        Configure([Repo]);
        await using var first = await DaemonProcess.StartAsync(Home, stop);
        var second = await DaemonProcess.RunAsync(Home, stop, "serve");

        Assert.That(second.ExitCode, Is.EqualTo(4));
        Assert.That(second.Errors, Does.Contain("another ephemerd works in this data directory").And.Contain("fix: "));
        Assert.That((await first.StateAsync(stop)).Ready, Is.True, "the first one is not disturbed");
    }
}
