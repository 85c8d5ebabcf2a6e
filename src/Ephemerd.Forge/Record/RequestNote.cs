namespace Ephemerd.Forge.Record;

/// <summary>What is remembered of one request; filled in by the door it passes, frozen when it is answered.</summary>
internal sealed class RequestNote
{
    public long Seq { get; set; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    /// <summary>Without the secret parts of Authorization.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public string? Body { get; set; }

    public RouteClass Class { get; set; }

    /// <summary>The route's template, as GitHub's description spells it.</summary>
    public string? Route { get; set; }

    /// <summary>The name of the credential used, never its secret.</summary>
    public string? Credential { get; set; }

    public int Points { get; set; }

    public bool Charged { get; set; }

    public int Status { get; set; }

    public string? Fault { get; set; }
}
