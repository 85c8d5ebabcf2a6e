using System.Collections.Immutable;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>What holds for one repository, after exact, wildcard and defaults were laid over each other key by key.</summary>
/// <param name="MaxConcurrent">Runners alive at once for this repository; null for unlimited.</param>
/// <param name="Backends">The backend by operating system; one that is not here is not offered.</param>
/// <param name="Labels">The extra labels; system and architecture come with the runner.</param>
/// <param name="Timeout">How long a job may run.</param>
/// <param name="Trusted">Whether its jobs may run on this machine's own kernel and files.</param>
internal sealed record RepositoryPolicy(
    RepoName Repo,
    int? MaxConcurrent,
    ImmutableSortedDictionary<JobOs, string> Backends,
    LabelSet Labels,
    TimeSpan Timeout,
    EgressPolicy Egress,
    bool Trusted,
    RunnerLimits Limits)
{
    /// <summary>Key → where its value comes from. Keys that are not here have their built-in default.</summary>
    public required ImmutableSortedDictionary<string, Origin> Origins { get; init; }
}

/// <summary>The section and place a value was written at.</summary>
internal sealed record Origin(string Section, int Line, int Column);
