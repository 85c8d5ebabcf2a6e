using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;

namespace Ephemerd.Sandboxes;

/// <summary>Reads what an ended runner left behind, whichever backend it ran in.</summary>
internal static class RunnerTraces
{
    private const int TooOldExit = 7;
    private const int LastBytes = 4096;

    /// <summary>The words looked for come early in a runner's output and once in its life.</summary>
    private const int SearchedBytes = 1 << 20;

    private static readonly string[] Registration = [".runner", ".credentials", ".credentials_rsaparams"];

    /// <param name="folder">The keeper's folder: output and exit status.</param>
    /// <param name="root">The runner's root directory.</param>
    public static SandboxEnd Read(string folder, string root, bool oomKilled, bool diskFull)
    {
        var log = Path.Combine(folder, KeptRecord.LogFile);
        var exit = KeptRecord.Read(folder).Exit;
        var output = LogTail.Read(log, SearchedBytes);
        return new SandboxEnd(
            exit is null ? null : new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(folder, KeptRecord.ExitFile))),
            exit?.Code,
            oomKilled,
            diskFull,
            Registration.Any(file => File.Exists(Path.Combine(root, file))),
            output.Contains("Listening for Jobs", StringComparison.Ordinal),
            output.Contains("Running job", StringComparison.Ordinal),
            exit?.Code == TooOldExit || output.Contains("is deprecated and cannot receive messages", StringComparison.Ordinal),
            LogTail.Read(log, LastBytes));
    }
}
