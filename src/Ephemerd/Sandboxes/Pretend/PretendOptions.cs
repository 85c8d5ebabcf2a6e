using Ephemerd.Config;

namespace Ephemerd.Sandboxes.Pretend;

/// <summary>What configuration may say about pretended runners, and where their program is.</summary>
/// <param name="Listener">The practice runner's <c>Runner.Listener</c>; absolute.</param>
/// <param name="Seconds">How long a pretended job takes.</param>
internal sealed record PretendOptions(string Name, int Capacity, string Listener, PretendScript Script, double Seconds);
