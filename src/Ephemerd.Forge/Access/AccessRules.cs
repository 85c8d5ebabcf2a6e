using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Access;

internal enum Access
{
    Granted,

    /// <summary>GitHub does not admit that what you may not see exists.</summary>
    Hidden,

    /// <summary>An App's token without the permission.</summary>
    NotForIntegration,

    /// <summary>A personal token without the scope.</summary>
    NeedsAdmin,

    /// <summary>The route wants an App's JWT and got a token, or the other way about.</summary>
    WrongKind,
}

internal static class AccessRules
{
    public static Access Decide(Credential caller, Need need, Owner? owner, Repo? repo)
    {
        if (need == Need.Anyone)
        {
            return Access.Granted;
        }

        if ((need == Need.AppItself) != (caller.Kind == CredentialKind.App))
        {
            return Access.WrongKind;
        }

        return caller.Kind switch
        {
            CredentialKind.App => Access.Granted,
            CredentialKind.Installation => OfInstallation(caller, need, owner, repo),
            CredentialKind.Personal => OfPerson(caller, need, repo),
        };
    }

    /// <summary>Whether the caller may know of the repository at all.</summary>
    public static bool Sees(Credential caller, Repo repo) =>
        (caller.Account is null || string.Equals(caller.Account, repo.Owner.Login, StringComparison.OrdinalIgnoreCase))
        && caller.Repositories?.Contains(repo.Id) != false;

    /// <summary>
    /// What <c>permissions.admin</c> of a repository says: of the user behind a personal token. An installation has no role there, whatever it may do.
    /// </summary>
    public static bool Administers(Credential caller, Repo repo) =>
        caller.Kind == CredentialKind.Personal && Sees(caller, repo) && caller.Administers?.Contains(repo.Id) != false;

    private static Access OfInstallation(Credential caller, Need need, Owner? owner, Repo? repo)
    {
        if (repo is not null && !Sees(caller, repo))
        {
            return repo.Private ? Access.Hidden : Access.NotForIntegration;
        }

        if (repo is null && owner is not null && !string.Equals(caller.Account, owner.Login, StringComparison.OrdinalIgnoreCase))
        {
            return Access.NotForIntegration;
        }

        return Reaches(caller.Permissions.GetValueOrDefault(need.Permission), need.Level) || need.Permission == "metadata"
            ? Access.Granted
            : Access.NotForIntegration;
    }

    private static Access OfPerson(Credential caller, Need need, Repo? repo)
    {
        if (repo is not null && !Sees(caller, repo))
        {
            return Access.Hidden;
        }

        if (repo is not null && need.Permission == "administration" && !Administers(caller, repo))
        {
            return Access.NeedsAdmin;
        }

        if (need.Scopes.Any(scope => caller.Scopes.Contains(scope)))
        {
            return repo is { Private: true } && !caller.Scopes.Contains("repo") ? Access.Hidden : Access.Granted;
        }

        return repo is { Private: true } ? Access.Hidden : need.IsPublic && repo is not null
            ? Access.Granted
            : Access.NeedsAdmin;
    }

    private static bool Reaches(string? has, string needs) => Rank(has) >= Rank(needs);

    private static int Rank(string? level) => level switch { "read" => 1, "write" => 2, "admin" => 3, _ => 0 };
}
