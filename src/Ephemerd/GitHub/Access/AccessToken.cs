using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>One installation token. Moments are by this machine's clock.</summary>
internal sealed record AccessToken(Secret Token, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt);
