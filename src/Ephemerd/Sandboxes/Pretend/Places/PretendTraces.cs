using Ephemerd.Sandboxes.Lives;

namespace Ephemerd.Sandboxes.Pretend.Places;

/// <summary>A pretended runner has no group and no user of its own: only command lines tell.</summary>
internal sealed class PretendTraces(PretendPlaces places) : IRunTraces
{
    public IEnumerable<int> Members() => [];

    public bool IsOurs(string commandLine) =>
        commandLine.EndsWith($"--root {places.Root}", StringComparison.Ordinal)
        || (commandLine.Contains("keeper.sh", StringComparison.Ordinal) && commandLine.Contains(places.Run, StringComparison.Ordinal));

    public void Kill()
    {
        // There is no group to end at once.
    }
}
