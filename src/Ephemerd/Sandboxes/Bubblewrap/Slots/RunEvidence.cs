using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Reads what an ended run left behind.</summary>
internal static class RunEvidence
{
    private const int TooOldExit = 7;
    private const int LastBytes = 4096;

    /// <summary>The words looked for come early in a runner's output and once in its life.</summary>
    private const int SearchedBytes = 1 << 20;

    private static readonly string[] Registration = [".runner", ".credentials", ".credentials_rsaparams"];

    public static SandboxEnd Read(SlotPlaces places, KeptExit? exit, bool oomKilled, bool diskFull)
    {
        var output = LogTail.Read(places.Log, SearchedBytes);
        return new SandboxEnd(
            exit?.Code,
            oomKilled,
            diskFull,
            Registration.Any(file => File.Exists(Path.Combine(places.Runner, file))),
            output.Contains("Listening for Jobs", StringComparison.Ordinal),
            output.Contains("Running job", StringComparison.Ordinal),
            exit?.Code == TooOldExit || output.Contains("is deprecated and cannot receive messages", StringComparison.Ordinal),
            LogTail.Read(places.Log, LastBytes));
    }
}
