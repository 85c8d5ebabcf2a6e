using Ephemerd.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

/// <summary>Processes that even SIGKILL does not end: in a frozen control group of version 1 they take it only when they are thawed. Needs root.</summary>
internal sealed class FrozenProcesses : IDisposable
{
    private const string Freezer = "/sys/fs/cgroup/freezer";
    private static int _groups;
    private readonly string _group = Path.Combine(Freezer, $"frozen-{Environment.ProcessId}-{Interlocked.Increment(ref _groups)}");

    private FrozenProcesses() => Directory.CreateDirectory(_group);

    public static FrozenProcesses None()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists(Path.Combine(Freezer, "cgroup.procs")))
        {
            Assert.Ignore("needs root and the freezer of control groups version 1: nothing else here makes a process that cannot be killed");
        }

        return new FrozenProcesses();
    }

    public void Freeze(params IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            File.WriteAllText(Path.Combine(_group, "cgroup.procs"), pid.ToString(null, null));
        }

        File.WriteAllText(Path.Combine(_group, "freezer.state"), "FROZEN");
    }

    public async Task ThawAsync(CancellationToken stop)
    {
        File.WriteAllText(Path.Combine(_group, "freezer.state"), "THAWED");
        foreach (var pid in await File.ReadAllLinesAsync(Path.Combine(_group, "cgroup.procs"), stop))
        {
            if (ProcessIdentity.Of(int.Parse(pid, null)) is { } thawed)
            {
                await ProcessExits.WhenGoneAsync(thawed, TimeProvider.System, stop);
            }
        }
    }

    /// <summary>What was sent SIGKILL ends now, and its group goes when the kernel is done with it.</summary>
    public void Dispose()
    {
        File.WriteAllText(Path.Combine(_group, "freezer.state"), "THAWED");
        for (var left = 500; left > 0; left--)
        {
            try
            {
                Directory.Delete(_group);
                return;
            }
            catch (IOException) when (left > 1)
            {
                Thread.Sleep(10);
            }
        }
    }
}
