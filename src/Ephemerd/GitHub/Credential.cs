using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>
/// Where the token of one GitHub identity comes from. The source is read when first needed and again when GitHub refuses what it gave, so a
/// rotated file is taken up without a restart. Thread-safe; what the source throws is the caller's to prevent, null means it holds no token now.
/// </summary>
/// <param name="name">For operators, e.g. <c>token file /etc/ephemerd/token</c>; never the token.</param>
internal sealed class Credential(string name, Func<CancellationToken, ValueTask<Secret?>> read)
{
    private Secret? _current;

    public string Name => name;

    public static Credential Fixed(string name, Secret token) => new(name, _ => ValueTask.FromResult<Secret?>(token));

    public static Credential FromFile(string path) => new($"token file {path}", async stop =>
    {
        try
        {
            return new Secret((await File.ReadAllTextAsync(path, stop).ConfigureAwait(false)).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    });

    /// <summary>Null when the source holds nothing that can be sent as a header.</summary>
    public async ValueTask<Secret?> CurrentAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref _current) is { } known)
        {
            return known;
        }

        var token = await read(stop).ConfigureAwait(false);
        if (token is null || !CanBeSent(token))
        {
            return null;
        }

        Volatile.Write(ref _current, token);
        return token;
    }

    /// <summary>Reads the source again; the new token, or null when it still holds <paramref name="refused"/> or nothing.</summary>
    public async ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop)
    {
        Interlocked.CompareExchange(ref _current, null, refused);
        var fresh = await CurrentAsync(stop).ConfigureAwait(false);
        return fresh is null || string.Equals(fresh.Reveal(), refused.Reveal(), StringComparison.Ordinal) ? null : fresh;
    }

    // A character HTTP cannot carry would come back inside an exception's text.
    private static bool CanBeSent(Secret token) =>
        token.Reveal() is { Length: > 0 } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
