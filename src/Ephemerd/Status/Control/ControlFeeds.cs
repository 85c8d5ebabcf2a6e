using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>What the control socket shows and where it puts commands.</summary>
/// <param name="Past">Runs that left the board and fit a key (see <see cref="RunKeyRules"/>): the ledger remembers them longer. Newest first.</param>
internal sealed record ControlFeeds(
    StatusBoard Board,
    DaemonStateHolder State,
    CommandInbox Inbox,
    Func<string, CancellationToken, Task<IReadOnlyList<KnownRun>>> Past)
{
    /// <summary>Sweeps now; true means only telling.</summary>
    public required Func<bool, CancellationToken, Task<SweepReport>> Sweep { get; init; }

    /// <summary>Null where nothing is remembered beyond the board.</summary>
    public ExplainFeeds? Explain { get; init; }

    /// <summary>Null where nothing is remembered.</summary>
    public PastFeeds? Lists { get; init; }

    /// <summary>Reads the configuration again; null where there is none to read.</summary>
    public Func<CancellationToken, Task<ReloadAnswer>>? Reload { get; init; }
}

/// <summary>A run as far as finding it by a key needs.</summary>
/// <param name="LogPath">Where its runner's output is; null when there is none yet.</param>
internal sealed record KnownRun(SandboxName Name, long? JobId, bool Finished, string? LogPath);
