using Ephemerd.Admission;
using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Hosting.Serving;

/// <summary>Settings and what the backends can do here → the classes offered and the limits in force.</summary>
internal static class OfferRules
{
    /// <summary>In configuration order: charging order. A backend that is not here offers nothing.</summary>
    public static IReadOnlyList<ClassPolicy> Classes(
        Settings settings, IEnumerable<RepoName> repositories, IReadOnlyDictionary<string, Capabilities> backends) =>
    [
        .. from target in repositories
           let policy = settings.PolicyFor(target)
           from backend in policy.Backends
           where backends.ContainsKey(backend.Value) && settings.Backends.Any(b => b.Name == backend.Value)
           let can = backends[backend.Value]
           select new ClassPolicy(
               new RunnerClass(target, Labels(backend.Key, can.Architecture, policy.Labels), backend.Key, backend.Value),
               policy.Limits, policy.Timeout, policy.Egress)
           {
               Dispatch = new DispatchPolicy(
                   can.Native, policy.Trusted, policy.RequireLabels, policy.ForkPullRequests is ForkPullRequests.Allow, policy.SkipSuperseded),
               StartTimeout = policy.StartTimeout,
               IdleTimeout = policy.IdleTimeout,
           },
    ];

    /// <summary>What a runner carries: <c>self-hosted</c>, its system, its architecture, and what the operator adds.</summary>
    public static LabelSet Labels(JobOs os, string architecture, LabelSet extra) => new(["self-hosted", Word(os), architecture, .. extra.Labels]);

    /// <param name="repositories">From <see cref="PerRepository"/>.</param>
    public static AdmissionPolicy Limits(
        Settings settings, IReadOnlyDictionary<RepoName, int> repositories, IReadOnlyDictionary<string, BackendRoom> backends) =>
        new(settings.Daemon.MaxConcurrent, backends, repositories);

    /// <summary>The limits of repositories that have one.</summary>
    public static IReadOnlyDictionary<RepoName, int> PerRepository(Settings settings, IEnumerable<RepoName> repositories) => repositories
        .Select(repo => (Repo: repo, Limit: settings.PolicyFor(repo).MaxConcurrent))
        .Where(r => r.Limit is not null)
        .ToDictionary(r => r.Repo, r => r.Limit!.Value);

    private static string Word(JobOs os) => os switch
    {
        JobOs.Linux => "linux",
        JobOs.Windows => "windows",
        JobOs.MacOs => "macos",
    };
}
