using Ephemerd.Forge.Access;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>
/// What would have done, on every answer: an installation is told the permission, a classic token its scopes and those that are accepted
/// (GitHub's documentation of permissions for GitHub Apps and of scopes for OAuth apps).
/// </summary>
internal static class PermissionHeaders
{
    public static void Write(IHeaderDictionary headers, Credential caller, Need need)
    {
        if (caller.Kind == CredentialKind.Personal)
        {
            headers["X-OAuth-Scopes"] = string.Join(", ", caller.Scopes.Order(StringComparer.Ordinal));
            headers["X-Accepted-OAuth-Scopes"] = string.Join(", ", need.Scopes);
        }
        else if (caller.Kind == CredentialKind.Installation && need.Level.Length > 0)
        {
            headers["X-Accepted-GitHub-Permissions"] = $"{need.Permission}={need.Level}";
        }
    }
}
