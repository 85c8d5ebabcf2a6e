namespace Ephemerd.Model;

/// <summary>Which of the jobs that fit a class's labels its runners may be made for, and may run.</summary>
/// <param name="Native">Runners of the class share this machine's own kernel: they refuse forks whatever else is written.</param>
/// <param name="Trusted">Whether the operator lets the repository's jobs onto this machine's own kernel.</param>
/// <param name="RequiredLabels">What a job must ask for by name, besides fitting; empty asks for nothing.</param>
/// <param name="Forks">Whether jobs of forks are served where the class is not native.</param>
/// <param name="SkipReplaced">Whether a queued run that a newer one of its workflow and ref has replaced gets no runner.</param>
internal sealed record DispatchPolicy(bool Native, bool Trusted, LabelSet RequiredLabels, bool Forks, bool SkipReplaced)
{
    /// <summary>For classes that no operator's configuration stands behind.</summary>
    public static DispatchPolicy Anything { get; } = new(Native: false, Trusted: false, new LabelSet([]), Forks: true, SkipReplaced: false);
}
