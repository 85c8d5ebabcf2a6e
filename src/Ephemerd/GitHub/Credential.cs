using System.Diagnostics;
using Ephemerd.Config;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>
/// The token of one GitHub identity. Its source is read when first needed and again when GitHub refuses what it gave, so that a rotated token is
/// taken up without a restart. Thread-safe.
/// </summary>
/// <param name="read">Must not throw; a problem in it repeats no part of the secret.</param>
internal sealed class Credential(Func<SecretReading> read)
{
    private Secret? _current;

    public static Credential Of(GitHubCredential declared, HostEnvironment host) => declared switch
    {
        TokenFromEnvironment or TokenFromFile => new Credential(() => SecretReader.Read(declared, host)),
        AppCredential => new Credential(static () => new SecretReading(
            null, new Problem("the GitHub App", "tokens of an App cannot be made yet", "give a token by token_file or token_env"))),
        _ => throw new UnreachableException(),
    };

    /// <summary>Null with the problem when the source gives no token now.</summary>
    public Secret? Current(out Problem? problem)
    {
        problem = null;
        if (Volatile.Read(ref _current) is { } known)
        {
            return known;
        }

        (var token, problem) = read();
        Volatile.Write(ref _current, token);
        return token;
    }

    /// <summary>Reads the source again; null when it still holds <paramref name="refused"/>, or nothing.</summary>
    public Secret? Renew(Secret refused)
    {
        Interlocked.CompareExchange(ref _current, null, refused);
        return Current(out _) is { } fresh && !string.Equals(fresh.Reveal(), refused.Reveal(), StringComparison.Ordinal) ? fresh : null;
    }
}
