namespace Ephemerd.Cli.Offers;

/// <summary>
/// One question about this machine. Bounded by the caller; what it expects to go wrong is a finding, and of anything else that it throws the caller
/// makes one.
/// </summary>
internal sealed record DoctorProbe(string Name, Func<CancellationToken, Task<Finding>> AskAsync);

/// <summary>The answer to one question.</summary>
/// <param name="Fact">What was seen.</param>
/// <param name="Fix">What to do about it; null when there is nothing to do.</param>
internal sealed record Finding(FindingVerdict Verdict, string Fact, string? Fix = null);

internal enum FindingVerdict
{
    Ok,
    Warn,
    Fail,
    NotRun,
}
