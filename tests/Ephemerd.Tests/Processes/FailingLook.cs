using Ephemerd.Processes;
using Ephemerd.Sandboxes.Bubblewrap.Slots;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes;

/// <summary>
/// Makes the kernel answer a read of a process's <c>stat</c> with EIO, as it may any read: memory that is not mapped is laid over that file, and reading
/// such memory is an input fault. Disposing takes it away. Needs root.
/// </summary>
internal sealed class FailingLook : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string[] _files;

    private FailingLook(string[] files) => _files = files;

    /// <param name="processes">Alive.</param>
    public static async Task<FailingLook> AtAsync(CancellationToken stop, params ProcessIdentity[] processes)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs root: nothing else here makes a read of /proc fail");
        }

        string[] files = [.. processes.Select(p => $"/proc/{p.Pid}/stat")];
        foreach (var file in files)
        {
            var laid = await Children.RunAsync(ChildCommand.Tool("mount", "--bind", $"/proc/{Environment.ProcessId}/mem", file), Limit, TimeProvider.System, stop);
            Assert.That(laid.Succeeded, Is.True, laid.Reason);
        }

        return new FailingLook(files);
    }

    /// <summary>With the process the kernel takes away what lies on its files, so there may be nothing left to do.</summary>
    public void Dispose() => Array.ForEach(_files, Mounts.DetachMount);
}
