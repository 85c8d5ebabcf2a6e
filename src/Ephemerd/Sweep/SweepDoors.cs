using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;

namespace Ephemerd.Sweep;

/// <summary>Whose sweep it is and where.</summary>
/// <param name="Host">This machine's part of a run's name. Registrations must bear it too: a cloned machine has our install id.</param>
/// <param name="Retention">Asked at every look: a reload may change it.</param>
/// <param name="Alone">No daemon serves, and the lock on the data directory says that none can: nothing is being made, so one whole look settles.</param>
internal sealed record SweepOptions(InstallId Install, string Host, string DataRoot, Func<Retention> Retention, bool Alone)
{
    /// <summary>The longest that the configuration lets a job run; asked at every look.</summary>
    public Func<TimeSpan> LongestJob { get; init; } = () => TimeSpan.Zero;
}

/// <param name="RunLogs">How long a run's record and log are kept after its end.</param>
/// <param name="DiskFloor">Free bytes below which only the newest of those are kept.</param>
internal sealed record Retention(TimeSpan RunLogs, long DiskFloor);

/// <summary>What is wanted, and who is told. Without a daemon there is no line, and an order waits for the next start.</summary>
/// <param name="Settle">Takes an order's environment up, or ends the order; gives why it could not. Null when nobody can.</param>
/// <param name="Strays">What is counted now of what lives without a lease.</param>
/// <param name="Count">Takes in what lives without a lease, to hold its places, in the stead of what was counted when the look began.</param>
internal sealed record SweepBooks(
    Func<IReadOnlySet<SandboxName>> OnLine,
    Func<CancellationToken, Task<IReadOnlyList<OpenOrder>>> OpenOrders,
    Func<OpenOrder, CancellationToken, Task<Problem?>>? Settle,
    Func<IReadOnlyList<Stray>> Strays,
    Action<IReadOnlyList<Stray>, IReadOnlyList<Stray>> Count);
