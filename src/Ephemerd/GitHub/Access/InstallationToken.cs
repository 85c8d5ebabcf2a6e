using Ephemerd.GitHub.Calls;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>
/// The token of an App's installation, made by us and replaced ahead of its end: while the old one still serves, callers go on with it and one
/// of them sets the replacing going. However many want a token, one request is under way; after a fault none is for a while.
/// </summary>
/// <remarks>
/// A token's end is read from the wall clock, which also goes on while the machine sleeps; where it is wrong, GitHub refuses the token and it is
/// replaced. Our own pauses are kept by a steady clock.
/// </remarks>
internal sealed class InstallationToken(AccessTokens desk, TokenReach reach, TimeProvider time) : Credential, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SteadyTime _steady = new(time);
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
            var waits = _failed is { } failed && _steady.GetUtcNow() < failed.Until;
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
                return GitHubAnswer<Secret>.Of(Told(_failed!.Value));
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
                var now = _steady.GetUtcNow();
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
        var answer = await AnswerAsync(reach).ConfigureAwait(false);
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
                var pause = _steady.GetUtcNow() + AppTokenRules.PauseAfterFault;
                _failed = (fault, fault.RetryAt is { } told && _steady.Of(told) > pause ? _steady.Of(told) : pause);
            }
        }

        return answer;
    }

    /// <summary>Whatever becomes of it there is an answer: a request that ended without one would be waited for by every caller to come.</summary>
    private async Task<GitHubAnswer<AccessToken>> AnswerAsync(TokenReach reach)
    {
        try
        {
            using var bound = new CancellationTokenSource(CallRules.LongestCall, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, bound.Token);
            return await desk.MakeAsync(reach, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Failed($"no installation token within {CallRules.LongestCall.TotalSeconds:0} s");
        }
#pragma warning disable CA1031 // What nobody foresaw, in a key or an answer, is told like any other fault and tried again after the same pause.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed($"no installation token could be made: {e.Message}");
        }

        static GitHubAnswer<AccessToken> Failed(string why) => GitHubAnswer<AccessToken>.Of(new GitHubFault(GitHubFaultKind.Transient, null, null, why));
    }

    /// <summary>The caller reads the wall clock, which may have been set since.</summary>
    private GitHubFault Told((GitHubFault Fault, DateTimeOffset Until) failed) =>
        failed.Fault.RetryAt is null ? failed.Fault : failed.Fault with { RetryAt = _steady.Wall(failed.Until) };
}
