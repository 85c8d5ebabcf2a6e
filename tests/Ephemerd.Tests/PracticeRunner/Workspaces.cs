using Ephemerd.TestBed.Runners;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>Looking into a running job's workspace.</summary>
internal static class Workspaces
{
    /// <summary>Waits until the job has made a file in its workspace, and gives the workspace.</summary>
    public static async Task<string> WaitForFileAsync(RunnerProcess runner, string name, CancellationToken stop)
    {
        var work = Path.Combine(runner.Root, "_work");
        while (true)
        {
            // Files appear in no way that could be waited on across mounts, so this one is looked for.
            if (Directory.Exists(work) && Directory.EnumerateFiles(work, name, SearchOption.AllDirectories).FirstOrDefault() is { } file)
            {
                return Path.GetDirectoryName(file)!;
            }

            await Task.Delay(20, stop);
        }
    }
}
