using System.Text.Json.Serialization.Metadata;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;

namespace Ephemerd.GitHub.Conditional;

/// <summary>Reads one thing or a whole listing, asking only for what changed. Thread-safe.</summary>
internal sealed class ConditionalReader(GitHubCaller caller, AnswerMemory memory)
{
    public async Task<GitHubAnswer<T>> OneAsync<TWire, T>(Call call, JsonTypeInfo<TWire> body, Func<TWire, T?> read, CancellationToken stop)
        where TWire : class
        where T : class =>
        await ReadAsync(call, body, (wire, _) => read(wire), stop).ConfigureAwait(false);

    /// <summary>
    /// Every page, each under its own tag: a first page that stayed the same proves nothing of the second. A listing that changes while it is
    /// walked is walked again; if it never holds still the union of the walks is given, in which nothing that stayed can be missing.
    /// </summary>
    public async Task<GitHubAnswer<IReadOnlyList<T>>> AllAsync<TWire, T>(Listing<TWire, T> listing, CancellationToken stop)
        where TWire : class
        where T : class
    {
        var met = new Dictionary<long, T>();
        for (var walk = 1; ; walk++)
        {
            var totals = new List<int?>();
            var thisWalk = new Dictionary<long, T>();
            for (var (page, more) = (1, true); more && page <= PagingRules.MostPages; page++)
            {
                var call = new Call(HttpMethod.Get, PagingRules.PagePath(listing.Path, page), listing.Route);
                var answer = await ReadAsync(call, listing.Body, (wire, next) => listing.Read(wire) is { } read ? read with { More = next } : null, stop)
                    .ConfigureAwait(false);
                if (!answer.TryGet(out var got, out var fault))
                {
                    return GitHubAnswer<IReadOnlyList<T>>.Of(fault);
                }

                totals.Add(got.Total);
                foreach (var item in got.Items)
                {
                    thisWalk[listing.Id(item)] = met[listing.Id(item)] = item;
                }

                more = got.More;
            }

            if (PagingRules.IsWhole(totals, thisWalk.Count, listing.Ceiling))
            {
                return GitHubAnswer<IReadOnlyList<T>>.Of([.. thisWalk.Values]);
            }

            if (walk == PagingRules.MostWalks)
            {
                return GitHubAnswer<IReadOnlyList<T>>.Of([.. met.Values]);
            }
        }
    }

    private async Task<GitHubAnswer<T>> ReadAsync<TWire, T>(
        Call call, JsonTypeInfo<TWire> body, Func<TWire, bool, T?> read, CancellationToken stop)
        where TWire : class
        where T : class
    {
        // Only reading can be conditional; and an answer to a registration holds a key that is not to be kept here.
        var isRead = call.Method == HttpMethod.Get;
        var known = isRead ? memory.Find(call.Path) : null;
        var reply = await caller.SendAsync(call, body, known?.ETag, stop).ConfigureAwait(false);
        if (reply.Failed)
        {
            return GitHubAnswer<T>.Of(reply.Fault);
        }

        if (reply.NotModified && known?.Value is T same)
        {
            return GitHubAnswer<T>.Of(same);
        }

        if (reply.Body is not { } wire || read(wire, reply.More) is not { } value)
        {
            memory.Forget(call.Path);
            return GitHubAnswer<T>.Of(FaultRules.Nonsense(call, 200, "it lacks what GitHub's description promises"));
        }

        if (isRead && reply.ETag is { } tag)
        {
            memory.Keep(call.Path, tag, value);
        }

        return GitHubAnswer<T>.Of(value);
    }
}
