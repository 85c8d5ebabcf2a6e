namespace Ephemerd.Status.Control;

/// <summary>What happened, oldest first, as <c>events --json</c> prints it.</summary>
/// <param name="Last">The number to ask after next.</param>
internal sealed record EventsView(IReadOnlyList<EventView> Events, long Last)
{
    /// <summary>How many more fit than are told here.</summary>
    public int LeftOut { get; init; }
}

/// <param name="Id">Rises with every event; never given twice.</param>
/// <param name="Detail">Of the job record's kinds (<c>job.leased</c>, …) the whole line as JSON, else a word or a sentence.</param>
internal sealed record EventView(long Id, string Run, DateTimeOffset At, string Kind, string Detail);
