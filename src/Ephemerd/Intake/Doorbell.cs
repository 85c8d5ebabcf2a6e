using System.Collections.Frozen;
using System.Threading.Channels;
using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>
/// Has a repository looked at now instead of at its next turn. Rings during a look are kept as one: what caused them may be later than what the
/// look saw. A lost ring costs one interval. Thread-safe.
/// </summary>
internal sealed class Doorbell(IEnumerable<RepoName> repositories)
{
    private readonly FrozenDictionary<RepoName, Channel<bool>> _bells = repositories.Distinct().ToFrozenDictionary(
        r => r, _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    /// <summary>A repository that is not watched is passed over in silence.</summary>
    public void Ring(RepoName repo)
    {
        if (_bells.TryGetValue(repo, out var bell))
        {
            bell.Writer.TryWrite(true);
        }
    }

    public void RingAll()
    {
        foreach (var bell in _bells.Values)
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>Returns when rung, or after <paramref name="longest"/>.</summary>
    public async Task WaitAsync(RepoName repo, TimeSpan longest, TimeProvider time, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, bound.Token);
        try
        {
            await _bells[repo].Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The tick, not the ring.
        }
    }
}
