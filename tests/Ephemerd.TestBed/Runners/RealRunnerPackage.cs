namespace Ephemerd.TestBed.Runners;

/// <summary>An unpacked actions/runner, packed once into a cache outside the tree so that a forge can offer it for download.</summary>
internal static class RealRunnerPackage
{
    public static async Task<PracticeRunnerPackage> MakeAsync(string directory)
    {
        var listener = Path.Combine(directory, "bin", "Runner.Listener");
        if (!File.Exists(listener))
        {
            throw new InvalidOperationException($"EPHEMERD_REAL_RUNNER={directory} holds no bin/Runner.Listener");
        }

        var version = (await PracticeRunnerPackage.RunAsync(listener, "--version")).Trim();
        var archive = Path.Combine(Built.Cache, "real-runner", $"actions-runner-linux-x64-{version}.tar.gz");
        if (!File.Exists(archive))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
            var unfinished = $"{archive}.{Guid.NewGuid():n}";
            await PracticeRunnerPackage.RunAsync(
                "tar", "--exclude=./_diag", "--exclude=./_work", "--exclude=./.runner", "--exclude=./.credentials*", "-C", directory, "-czf", unfinished, ".");
            File.Move(unfinished, archive, overwrite: true);
        }

        return new PracticeRunnerPackage(directory, archive, version);
    }
}
