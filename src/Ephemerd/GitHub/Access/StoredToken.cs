using Ephemerd.Config;
using Ephemerd.GitHub.Faults;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>
/// A token that somebody else makes and keeps in a file or a variable. Its source is read when first needed and again when GitHub refuses what
/// it gave, so that a rotated token is taken up without a restart.
/// </summary>
/// <param name="read">Must not throw.</param>
internal sealed class StoredToken(Func<SecretReading> read) : Credential
{
    private Secret? _current;

    public override ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop) => ValueTask.FromResult(
        Current(out var problem) is { } token ? GitHubAnswer<Secret>.Of(token) : GitHubAnswer<Secret>.Of(FaultRules.NoSecret(problem)));

    public override ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop)
    {
        Interlocked.CompareExchange(ref _current, null, refused);
        var fresh = Current(out _);
        return ValueTask.FromResult(fresh is null || fresh.Reveal() == refused.Reveal() ? null : fresh);
    }

    private Secret? Current(out Problem? problem)
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
}
