namespace Ephemerd.Model;

/// <summary>The job a runner was seen to take: an observation, never a plan.</summary>
/// <param name="Conclusion">GitHub's word; null until it says one.</param>
/// <param name="QueuedAt">GitHub's <c>created_at</c>, in whole seconds.</param>
internal sealed record JobFacts(
    long JobId, long RunId, int Attempt, string Name, string? Conclusion, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);
