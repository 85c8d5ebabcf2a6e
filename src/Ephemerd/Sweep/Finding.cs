namespace Ephemerd.Sweep;

/// <summary>One thing, what is to be done about it, and how.</summary>
/// <param name="Act">Does what the verdict says; never throws for what can be expected to go wrong.</param>
internal record Finding(Family Family, string Name, SweepVerdict Verdict, Func<Task<ActEnd>> Act)
{
    public bool IsActed => Verdict.Action switch
    {
        SweepAction.Leave or SweepAction.Wait or SweepAction.Hold => false,
        SweepAction.Settle or SweepAction.Retire or SweepAction.End or SweepAction.Remove => true,
    };
}

/// <summary>How an action went.</summary>
internal readonly record struct ActEnd(ActResult Result, string Why)
{
    public static ActEnd Done { get; } = new(ActResult.Done, "");

    public static ActEnd Left(string why) => new(ActResult.Left, why);

    public static ActEnd Failed(string why) => new(ActResult.Failed, why);

    /// <param name="why">Null when all is gone.</param>
    public static ActEnd Of(string? why) => why is null ? Done : Failed(why);
}

internal enum ActResult
{
    Done,

    /// <summary>Not now: it became busy, or whoever has to say so could not be reached. The next sweep judges it anew.</summary>
    Left,

    /// <summary>It should be gone and is not: quarantined.</summary>
    Failed,
}
