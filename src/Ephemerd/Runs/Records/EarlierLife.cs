using Ephemerd.Ledger;

namespace Ephemerd.Runs;

/// <summary>What is known of a run from before this daemon.</summary>
/// <param name="Job">The job its runner was seen with; null when no daemon looked in time.</param>
internal sealed record EarlierLife(RunProgress Progress, JobSighting? Job);
