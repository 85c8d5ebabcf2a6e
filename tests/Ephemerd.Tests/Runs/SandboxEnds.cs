using Ephemerd.Sandboxes;

namespace Ephemerd.Tests.Runs;

/// <summary>Ends to vary.</summary>
internal static class SandboxEnds
{
    /// <summary>A runner that listened, ran its job and left with 0.</summary>
    public static SandboxEnd Orderly { get; } = new(
        EndedAt: null, ExitCode: 0, OomKilled: false, DiskFull: false, ConfigLeft: false, SawListening: true, SawJob: true, SaidTooOld: false, LastLines: "");
}
