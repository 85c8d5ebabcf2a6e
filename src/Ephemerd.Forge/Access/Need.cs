namespace Ephemerd.Forge.Access;

/// <summary>
/// What a route asks of its caller: a permission of an App at a level, and the classic scopes any of which will do for a personal token.
/// </summary>
internal sealed record Need(string Permission, string Level, params string[] Scopes)
{
    public static Need Anyone { get; } = new("", "");

    public static Need AppItself { get; } = new("app", "");

    public static Need Metadata { get; } = new("metadata", "read", "repo", "public_repo");

    public static Need ReadActions { get; } = new("actions", "read", "repo", "public_repo");

    public static Need WriteActions { get; } = new("actions", "write", "repo", "public_repo");

    public static Need ReadAdministration { get; } = new("administration", "read", "repo");

    public static Need WriteAdministration { get; } = new("administration", "write", "repo");

    public static Need ReadOrgRunners { get; } = new("organization_self_hosted_runners", "read", "admin:org", "manage_runners:org");

    public static Need WriteOrgRunners { get; } = new("organization_self_hosted_runners", "write", "admin:org", "manage_runners:org");
}
