using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>Something that was reached or seen on a run's line.</summary>
/// <param name="Id">Rises with every event of this database; a reader goes on after the last one it saw.</param>
internal sealed record LedgerEvent(long Id, SandboxName Run, DateTimeOffset At, string Kind, string Detail);
