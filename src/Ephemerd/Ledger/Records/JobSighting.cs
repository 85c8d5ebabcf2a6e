namespace Ephemerd.Ledger;

/// <summary>The job a runner was seen with, by GitHub's numbers of the job and of its workflow run.</summary>
internal sealed record JobSighting(long JobId, long RunId);
