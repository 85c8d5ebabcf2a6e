namespace Ephemerd.Hosting.Demo.Census;

/// <summary>Everything on the machine that a run could leave, each as a line that names its kind and itself.</summary>
internal sealed record MachineCensus(IReadOnlySet<string> Things)
{
    /// <summary>What is there now and was not before.</summary>
    public IReadOnlyList<string> Since(MachineCensus before) => [.. Things.Except(before.Things).Order(StringComparer.Ordinal)];
}
