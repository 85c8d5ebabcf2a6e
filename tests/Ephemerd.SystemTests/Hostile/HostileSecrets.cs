using System.Text;
using Ephemerd.Processes.Linux;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>Where a registration's private key may be, and everywhere it may not.</summary>
[CancelAfter(120_000)]
internal sealed class HostileSecrets : HostileJobs
{
    private const string Key = "private-key-of-the-runner";

    [Test]
    public async Task The_key_is_in_its_own_slot_and_nowhere_else(CancellationToken stop)
    {
        var owner = await StartAsync("ls -l .credentials_rsaparams; cat .credentials_rsaparams >/dev/null && echo mine; echo up; trap 'exit 0' INT; while :; do sleep 0.2; done", stop);
        await WaitForLogAsync(owner, "up", stop);
        Assert.That(await File.ReadAllTextAsync(owner.LogPath, stop), Does.Contain("-rw------- ").And.Contain("mine"));
        var where = FilesWith(Key).ToList();
        Assert.That(where, Is.EqualTo(new[] { Path.Combine(SlotOf(owner), "runner", ".credentials_rsaparams") }), "the search finds it where it belongs");
        foreach (var pid in ProcessTable.Pids().Where(p => p != Environment.ProcessId))
        {
            Assert.That(ProcessTable.CommandLine(pid) ?? "", Does.Not.Contain(Key));
            Assert.That(ProcessTable.Read($"/proc/{pid}/environ") ?? "", Does.Not.Contain(Key));
        }

        await owner.DisposeAsync();
        Assert.That(FilesWith(Key), Is.Empty);
    }

    [Test]
    public async Task Nothing_of_the_daemons_environment_reaches_a_job(CancellationToken stop)
    {
        Environment.SetEnvironmentVariable("GITHUB_TOKEN_OF_THE_DAEMON", "ghp_secret");
        var (_, log) = await RunAsync("env; for p in 1 $$; do tr '\\0' '\\n' < /proc/$p/environ; done; ls -l /proc/self/fd; exit 0", stop);
        Assert.That(log, Does.Contain("HOME=/home/runner").And.Contain("PATH=").And.Not.Contain("ghp_secret"));
        Assert.That(log, Does.Not.Contain("socket:").And.Not.Contain("status"));
    }

    private IEnumerable<string> FilesWith(string words)
    {
        var bytes = Encoding.UTF8.GetBytes(words);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(Data, "*", all)
            .Where(f => new FileInfo(f).Length < 16 << 20 && !f.EndsWith(".img", StringComparison.Ordinal))
            .Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(bytes) >= 0);
    }
}
