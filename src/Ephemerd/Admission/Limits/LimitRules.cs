using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>Whether one more run fits under every limit at once: all or none.</summary>
internal static class LimitRules
{
    /// <summary>Null when it fits; otherwise the first limit that says no, outermost first, in words an operator can act on.</summary>
    public static Closure? Refuses(RunnerClass one, Occupancy now, AdmissionPolicy policy)
    {
        if (!policy.Backends.TryGetValue(one.Backend, out var backend))
        {
            return new Closure(Verdict.BackendUnusable, $"backend '{one.Backend}' does not exist here");
        }

        if (backend.Closed is { } closed)
        {
            return closed;
        }

        if (policy.Host is { } host && now.Host >= host)
        {
            return new Closure(Verdict.HostFull, $"{now.Host} of {host} runs on this host");
        }

        if (now.Backend(one.Backend) >= backend.Capacity)
        {
            return new Closure(Verdict.BackendFull, $"{now.Backend(one.Backend)} of {backend.Capacity} runs in backend '{one.Backend}'");
        }

        return policy.Repositories.TryGetValue(one.Repo, out var repository) && now.Repository(one.Repo) >= repository
            ? new Closure(Verdict.RepositoryFull, $"{now.Repository(one.Repo)} of {repository} runs of {one.Repo}")
            : null;
    }
}
