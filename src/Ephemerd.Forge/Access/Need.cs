namespace Ephemerd.Forge.Access;

/// <summary>
/// What a route asks of its caller: a permission of an App at a level, and the classic scopes any of which will do for a personal token.
/// </summary>
internal sealed record Need(string Permission, string Level, params string[] Scopes)
{
    private const string RepoHooks = "repository_hooks";

    public static Need Anyone { get; } = new("", "");

    public static Need AppItself { get; } = new("app", "");

    public static Need Metadata { get; } = new("metadata", "read", "repo", "public_repo");

    public static Need ReadActions { get; } = new("actions", "read", "repo", "public_repo");

    public static Need WriteActions { get; } = new("actions", "write", "repo", "public_repo");

    public static Need ReadAdministration { get; } = new("administration", "read", "repo");

    public static Need WriteAdministration { get; } = new("administration", "write", "repo");

    public static Need ReadRepoHooks { get; } = new(RepoHooks, "read", "repo", "read:repo_hook", "write:repo_hook", "admin:repo_hook");

    public static Need WriteRepoHooks { get; } = new(RepoHooks, "write", "repo", "write:repo_hook", "admin:repo_hook");

    public static Need ReadOrgHooks { get; } = new("organization_hooks", "read", "admin:org_hook");

    public static Need WriteOrgHooks { get; } = new("organization_hooks", "write", "admin:org_hook");

    public static Need ReadOrgRunners { get; } = new("organization_self_hosted_runners", "read", "admin:org", "manage_runners:org");

    public static Need WriteOrgRunners { get; } = new("organization_self_hosted_runners", "write", "admin:org", "manage_runners:org");

    /// <summary>What anyone who sees a public repository may read of it, whatever the token's scopes.</summary>
    public bool IsPublic => Level == "read" && Permission is not ("administration" or RepoHooks);
}
