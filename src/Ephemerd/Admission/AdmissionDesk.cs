using Ephemerd.Demand;
using Ephemerd.Status;

namespace Ephemerd.Admission;

/// <summary>What the admission loop reads and writes at every tick.</summary>
internal sealed record AdmissionDesk(
    DemandBook Demand, LeaseBook Leases, RetryBook Retries, NameMint Names, CommandInbox Inbox, DaemonStateHolder State);
