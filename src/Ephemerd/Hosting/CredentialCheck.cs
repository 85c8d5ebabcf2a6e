using Ephemerd.Config;
using Ephemerd.GitHub.Access;
using Ephemerd.Model;

namespace Ephemerd.Hosting;

/// <summary>Whether a credential can be read and is what it says: asked before anything is sent under it.</summary>
internal static class CredentialCheck
{
    /// <summary>Read as the client will read it; null when it can be used.</summary>
    public static Problem? Of(GitHubSettings github, HostEnvironment host)
    {
        var reading = SecretReader.Read(github.Credential, host);
        return github.Credential is AppCredential app ? AppAssertion.Check(reading, app.PrivateKeyFile) : reading.Problem;
    }
}
