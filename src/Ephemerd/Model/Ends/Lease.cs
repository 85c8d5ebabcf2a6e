namespace Ephemerd.Model;

/// <summary>
/// What a run holds against the limits: one place on the host, one in the backend, one in the repository, taken together or not at all.
/// </summary>
/// <param name="Instance">The daemon instance that took it.</param>
internal sealed record Lease(SandboxName Run, RepoName Repo, string Backend, Guid Instance, DateTimeOffset TakenAt, string Reason);
