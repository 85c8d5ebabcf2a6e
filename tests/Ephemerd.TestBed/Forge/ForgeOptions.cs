namespace Ephemerd.TestBed.Forge;

/// <summary>How a forge is started. The defaults are a quick, kind forge; tests of patience turn the unkindness up.</summary>
public sealed record ForgeOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>How far listings may trail the truth, up to ten seconds.</summary>
    public TimeSpan Lag { get; init; } = TimeSpan.Zero;

    public IReadOnlyList<string> RunnerPackages { get; init; } = [];

    /// <summary>The address to listen on; 127.0.0.1 and a free port unless the forge must be reached from a network namespace.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>How runners reach it, when not by <see cref="Listen"/>.</summary>
    public Uri? PublicUrl { get; init; }
}
