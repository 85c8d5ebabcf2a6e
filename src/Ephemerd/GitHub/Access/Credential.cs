using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>Who a client is to GitHub: gives the token each request carries. Thread-safe; only cancellation throws.</summary>
internal abstract class Credential
{
    /// <summary>The token to send now, or why there is none. No fault repeats any part of a secret.</summary>
    public abstract ValueTask<GitHubAnswer<Secret>> TokenAsync(CancellationToken stop);

    /// <summary>GitHub refused that token: another one, or null when there is none to try.</summary>
    public abstract ValueTask<Secret?> RenewAsync(Secret refused, CancellationToken stop);

    /// <summary>How far GitHub's clock is ahead of this machine's, as an answer to a request under this credential told.</summary>
    public virtual void Heard(TimeSpan ahead)
    {
    }
}
