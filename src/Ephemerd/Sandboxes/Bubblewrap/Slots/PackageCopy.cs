using Ephemerd.Processes;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>
/// Without a mount namespace nothing can be bound into a slot, and a runner takes the directory above its own executable, links resolved, for its
/// root; so it gets a copy. Never hard links: the job would own the one file all runs share.
/// </summary>
internal static class PackageCopy
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task MakeAsync(string package, string runner, SlotRecord record, TimeProvider time, CancellationToken stop)
    {
        foreach (var part in (string[])["bin", "externals"])
        {
            await RunAsync(ChildCommand.Tool("cp", "-R", "-P", $"{package}/{part}/.", $"{runner}/{part}"));
            if (Caller.IsRoot)
            {
                await RunAsync(ChildCommand.Tool("chown", "-R", "-h", $"{record.Uid}:{record.Gid}", $"{runner}/{part}"));
            }
        }

        async Task RunAsync(ChildCommand command)
        {
            var outcome = await Children.RunAsync(command, Limit, time, stop);
            if (!outcome.Succeeded)
            {
                throw new IOException($"copying the runner package: {outcome.Reason}");
            }
        }
    }
}
