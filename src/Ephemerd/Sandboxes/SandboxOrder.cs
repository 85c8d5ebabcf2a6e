using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>What a backend is asked to make.</summary>
/// <param name="RunnerPackage">The unpacked runner release (<c>bin</c>, <c>externals</c>), shared by all runs and never written.</param>
internal sealed record SandboxOrder(SandboxName Name, RunnerLimits Limits, EgressPolicy Egress, string RunnerPackage);
