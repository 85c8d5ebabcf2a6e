namespace Ephemerd.Forge.Hooks;

/// <summary>One attempt to deliver, over.</summary>
internal sealed record Delivery(long Id, HookEvent Event, bool IsRedelivery, DateTimeOffset At, string Url)
{
    public required DeliveryAnswer Answer { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public bool Succeeded => Answer.Code is >= 200 and < 400;
}

/// <summary>What came back: the receiver's code, or the code GitHub shows when none came.</summary>
/// <param name="Status">GitHub's phrase for the outcome, such as <c>OK</c> or <c>timed out</c>.</param>
internal sealed record DeliveryAnswer(int Code, string Status, TimeSpan Took)
{
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? Body { get; init; }
}
