using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Status;

namespace Ephemerd.Runs;

/// <summary>Where a run's line writes: the durable records, the board for the windows, the book of what is wanted, and that of what failed.</summary>
internal sealed record RunBooks(RunRegister Register, StatusBoard Board, DemandBook Demand, RetryBook Retries);
