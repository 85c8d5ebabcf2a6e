namespace Ephemerd.TestBed.Runners;

/// <summary>How a runner is given its just-in-time configuration.</summary>
public enum JitBy
{
    Files,
    Environment,
    Argument,
    Nothing,
}

/// <summary>How a runner process is started in its fresh root.</summary>
public sealed record RunnerStart
{
    public JitBy JitBy { get; init; } = JitBy.Files;

    /// <summary>The program, relative to the root.</summary>
    public string Program { get; init; } = "bin/Runner.Listener";

    public IReadOnlyList<string> Arguments { get; init; } = ["run"];

    /// <summary>Beside PATH, HOME and the time scale, which are always set; nothing else is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the practice runner's waits are multiplied with. The real runner does not know it.</summary>
    public double TimeScale { get; init; } = 0.02;
}
