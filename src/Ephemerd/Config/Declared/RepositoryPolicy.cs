using System.Collections.Immutable;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>What holds for one repository, after exact, wildcard and defaults were laid over each other key by key.</summary>
/// <param name="MaxConcurrent">Runners alive at once for this repository; null for unlimited.</param>
/// <param name="Backends">The backend by operating system; one that is not here is not offered.</param>
/// <param name="Labels">The extra labels; system and architecture come with the runner.</param>
/// <param name="Timeout">How long a job may run.</param>
/// <param name="Trusted">Whether its jobs may run on this machine's own kernel and files.</param>
/// <param name="Limits">What one run may use.</param>
internal sealed record RepositoryPolicy(
    int? MaxConcurrent,
    ImmutableSortedDictionary<JobOs, string> Backends,
    LabelSet Labels,
    TimeSpan Timeout,
    EgressPolicy Egress,
    bool Trusted,
    RunnerLimits Limits)
{
    /// <summary>How long a runner may take from its start until it listens.</summary>
    public required TimeSpan StartTimeout { get; init; }

    /// <summary>How long a runner waits for a job before it is retired.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>How long the failing orders for a queued job are tried again before it is <c>abandoned</c>.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>Labels a job must ask for, besides fitting, to be taken at all.</summary>
    public required LabelSet RequireLabels { get; init; }

    /// <summary>Whether jobs of pull requests from forks are taken. Backends on this machine's own kernel refuse them whatever is written.</summary>
    public required ForkPullRequests ForkPullRequests { get; init; }

    /// <summary>Whether queued runs that a later one of the same workflow and ref has replaced get no runner.</summary>
    public required bool SkipSuperseded { get; init; }

    /// <summary>The same for equal policies, whatever sections they come from; for the record of a job.</summary>
    public required string Hash { get; init; }

    /// <summary>Key → where its value comes from. Keys that are not here have their built-in default.</summary>
    public required ImmutableSortedDictionary<string, Origin> Origins { get; init; }
}

internal enum ForkPullRequests
{
    Refuse,
    Allow,
}

/// <summary>The section and place a value was written at.</summary>
internal sealed record Origin(string Section, int Line, int Column);
