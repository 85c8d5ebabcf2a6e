namespace Ephemerd.Config;

/// <summary>Where the secret for GitHub is found. The configuration names the place; the secret itself never stands in it.</summary>
internal abstract record GitHubCredential;

internal sealed record TokenFromEnvironment(string Variable) : GitHubCredential;

internal sealed record TokenFromFile(string Path) : GitHubCredential;

internal sealed record AppCredential(long AppId, long InstallationId, string PrivateKeyFile) : GitHubCredential;
