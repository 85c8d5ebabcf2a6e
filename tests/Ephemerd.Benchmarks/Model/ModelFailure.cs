namespace Ephemerd.Benchmarks.Model;

internal sealed record ModelFailure(int Seed, IReadOnlyList<Step> Steps, IReadOnlyList<string> Broken)
{
    public override string ToString() => $"seed {Seed}: {string.Join("; ", Broken)}\n  after: {string.Join("\n         ", Steps)}";
}
