using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>A runner registration as GitHub tells of it; listings may lag.</summary>
internal sealed record RegisteredRunner(long Id, string Name, bool Online, bool Busy, LabelSet Labels);
