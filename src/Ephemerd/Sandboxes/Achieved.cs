using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>What one run really has, beside what was asked for.</summary>
internal sealed record Achieved(Isolation Isolation, EgressPolicy Egress, string? User, IReadOnlyList<AppliedLimit> Limits);
