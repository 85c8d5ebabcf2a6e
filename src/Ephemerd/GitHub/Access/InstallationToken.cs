using Ephemerd.GitHub.Calls;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>
/// The token of an App's installation, made by us and replaced ahead of its end: while the old one still serves, callers go on with it and one
/// of them sets the replacing going. However many want a token, one request is under way; after a fault none is for a while.
/// </summary>
internal sealed class InstallationToken(AccessTokens desk, TokenReach reach, TimeProvider time) : Credential, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private TokenReach _reach = reach;
    private AccessToken? _held;
    private (GitHubFault Fault, DateTimeOffset Until)? _failed;
    private Task<GitHubAnswer<AccessToken>>? _pending;
    private DateTimeOffset? _renewedAt;

    public override async ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop)
    {
        Task<GitHubAnswer<AccessToken>> pending;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var usable = _held is { } held && AppTokenRules.IsUsable(held.ExpiresAt, now) ? held : null;
            var waits = _failed is { } failed && now < failed.Until;
            if (usable is not null)
            {
                if (!waits && AppTokenRules.IsAgeing(usable.ExpiresAt, now))
                {
                    _pending ??= Task.Run(FetchAsync, CancellationToken.None);
                }

                return GitHubAnswer<Secret>.Of(usable.Token);
            }

            if (waits)
            {
                return GitHubAnswer<Secret>.Of(_failed!.Value.Fault);
            }

            pending = _pending ??= Task.Run(FetchAsync, CancellationToken.None);
        }

        var answer = await pending.WaitAsync(stop).ConfigureAwait(false);
        return answer.TryGet(out var made, out var fault) ? GitHubAnswer<Secret>.Of(made.Token) : GitHubAnswer<Secret>.Of(fault);
    }

    public override async ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_held is { } held && held.Token == refused)
            {
                var now = time.GetUtcNow();
                if (now - _renewedAt < AppTokenRules.PauseAfterRefusal)
                {
                    return null;
                }

                (_held, _renewedAt) = (null, now);
            }
        }

        var answer = await TokenAsync(stop).ConfigureAwait(false);
        return answer.TryGet(out var fresh, out _) && fresh != refused ? fresh : null;
    }

    /// <summary>Other targets were configured: what is held was made for the old ones, and serves until the next is there.</summary>
    public void Retarget(TokenReach reach)
    {
        lock (_gate)
        {
            if (!reach.Equals(_reach))
            {
                (_reach, _held, _failed) = (reach, null, null);
            }
        }
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private async Task<GitHubAnswer<AccessToken>> FetchAsync()
    {
        var reach = _reach;
        GitHubAnswer<AccessToken> answer;
        try
        {
            using var bound = new CancellationTokenSource(RetryRules.LongestCall, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, bound.Token);
            answer = await desk.MakeAsync(reach, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            answer = GitHubAnswer<AccessToken>.Of(new GitHubFault(
                GitHubFaultKind.Transient, null, null, $"no installation token within {RetryRules.LongestCall.TotalSeconds:0} s"));
        }

        lock (_gate)
        {
            _pending = null;
            if (answer.TryGet(out var made, out var fault))
            {
                _failed = null;
                _held = reach.Equals(_reach) ? made : null;
            }
            else
            {
                var pause = time.GetUtcNow() + AppTokenRules.PauseAfterFault;
                _failed = (fault, fault.RetryAt is { } told && told > pause ? told : pause);
            }
        }

        return answer;
    }
}
