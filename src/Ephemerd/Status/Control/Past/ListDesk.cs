using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>
/// Draws up lists from the board and what is remembered. A run that stands in both is told as the board tells it, which knows more; one whose end
/// could not be remembered stands on the board alone.
/// </summary>
internal sealed class ListDesk(ControlFeeds feeds)
{
    public async Task<JobsView> JobsAsync(RunFilter filter, CancellationToken stop)
    {
        var remembered = feeds.Lists is { } past ? await past.Ended(filter, stop).ConfigureAwait(false) : new Remembered<RunSnapshot>([], 0);

        // The board after the ledger: a run that ends in between stands on it either way, so none is missed.
        var board = feeds.Board.Runs.Where(filter.Fits).ToList();
        var here = board.Where(r => r.Phase == Phase.Finished).ToDictionary(r => r.Order.Name);
        var ended = here.Values.Concat(remembered.Shown.Where(r => !here.ContainsKey(r.Order.Name))).OrderBy(r => r.EndedAt).ToList();
        var alive = board.Where(r => r.Phase != Phase.Finished);
        var shown = ended.TakeLast(filter.Limit).ToList();
        return ViewRules.Of(feeds.State.Current.Waiting.Where(filter.Fits), shown.Concat(alive)) with
        {
            LeftOut = Math.Max(remembered.All, ended.Count) - shown.Count,
        };
    }

    public async Task<EventsView> EventsAsync(EventFilter filter, CancellationToken stop)
    {
        var found = feeds.Lists is { } past ? await past.Events(filter, stop).ConfigureAwait(false) : new Remembered<EventView>([], 0);
        return new EventsView(found.Shown, found.Shown.Count > 0 ? found.Shown[^1].Id : filter.After ?? 0) { LeftOut = found.All - found.Shown.Count };
    }
}
