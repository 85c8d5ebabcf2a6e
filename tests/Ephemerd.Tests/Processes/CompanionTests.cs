using Ephemerd.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

[CancelAfter(30_000)]
public sealed class CompanionTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Companions are told to end by SIGTERM, which the house sends on Linux only.");
        }

        _folder = Directory.CreateTempSubdirectory("ephemerd-companion-");
    }

    [TearDown]
    public void RemoveFolder() => _folder?.Delete(recursive: true);

    [Test]
    public async Task Its_words_are_ours_to_read_and_its_complaints_go_to_the_file(CancellationToken stop)
    {
        await using (var companion = Start("echo hello; echo trouble >&2; exit 3"))
        {
            Assert.That(await companion.Output.ReadLineAsync(stop), Is.EqualTo("hello"));
            Assert.That(await companion.WaitAsync(stop), Is.EqualTo(3));
        }

        Assert.That(await File.ReadAllTextAsync(Errors, stop), Is.EqualTo("trouble\n"));
    }

    [Test]
    public async Task It_is_asked_to_end_before_it_is_made_to(CancellationToken stop)
    {
        await using var companion = Start("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
        await companion.Output.ReadLineAsync(stop);

        Assert.That(await companion.EndAsync(TimeSpan.FromSeconds(20)), Is.EqualTo(7));
    }

    [Test]
    public async Task One_that_will_not_end_is_killed_when_patience_is_over(CancellationToken stop)
    {
        await using var companion = Start("trap '' TERM; echo up; while :; do sleep 0.05; done");
        await companion.Output.ReadLineAsync(stop);

        Assert.That(await companion.EndAsync(TimeSpan.FromMilliseconds(200)), Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task It_gets_nothing_of_our_environment(CancellationToken stop)
    {
        Environment.SetEnvironmentVariable("EPHEMERD_TEST_SECRET", "leak");
        await using var companion = Start("echo \"[$EPHEMERD_TEST_SECRET]\"");

        Assert.That(await companion.Output.ReadLineAsync(stop), Is.EqualTo("[]"));
    }

    private string Errors => Path.Combine(_folder.FullName, "errors");

    private Companion Start(string script) =>
        Companion.Start(ChildCommand.Tool("/bin/sh", "-c", script), CompanionStreams.Held, Errors, TimeProvider.System);
}
