using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Ephemerd.Forge.Access;

/// <summary>Every token and App. Thread-safe.</summary>
internal sealed class TokenBook(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Credential> _tokens = new(StringComparer.Ordinal);
    private long _issued;

    public ConcurrentDictionary<long, GitHubApp> Apps { get; } = new();

    public ConcurrentDictionary<long, Installation> Installations { get; } = new();

    public string Issue(string prefix, Credential credential)
    {
        var token = prefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 36);
        _tokens[token] = credential with { Serial = Interlocked.Increment(ref _issued) };
        return token;
    }

    /// <summary>The credential of a token, or null when there is none or it has expired.</summary>
    public Credential? Find(string token) =>
        _tokens.TryGetValue(token, out var found) && (found.ExpiresAt is null || found.ExpiresAt > clock.GetUtcNow()) ? found : null;

    public bool Revoke(string token) => _tokens.TryRemove(token, out _);

    public GitHubApp? AppOf(string? issuer) => issuer is null
        ? null
        : Apps.Values.FirstOrDefault(app => app.ClientId == issuer || app.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == issuer);
}
