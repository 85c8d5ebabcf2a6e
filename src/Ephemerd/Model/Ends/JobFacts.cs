namespace Ephemerd.Model;

/// <summary>The job a runner was seen to take: an observation, never a plan.</summary>
/// <param name="Conclusion">GitHub's word; null until it says one.</param>
/// <param name="QueuedAt">GitHub's <c>created_at</c>, in whole seconds.</param>
internal sealed record JobFacts(
    long JobId, long RunId, int Attempt, string Name, string? Conclusion, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt)
{
    /// <summary>The workflow's name; null where GitHub names none.</summary>
    public string? Workflow { get; init; }

    /// <summary>The branch it runs for, as GitHub's <c>head_branch</c>; null for a tag's or a deleted branch's run.</summary>
    public string? Ref { get; init; }

    public string? Sha { get; init; }

    /// <summary>Its page for a person.</summary>
    public string? Url { get; init; }
}
