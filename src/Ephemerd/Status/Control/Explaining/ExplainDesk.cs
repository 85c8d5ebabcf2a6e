using System.Globalization;

namespace Ephemerd.Status.Control;

/// <summary>Finds what an operator asks to have explained: a waiting job by its number, else runs by name, job number or a beginning.</summary>
internal sealed class ExplainDesk(ControlFeeds feeds, TimeProvider clock)
{
    /// <summary>How many runs of one job are told of: each is a try of its own.</summary>
    private const int MostRuns = 5;

    /// <summary>An explanation; or the status and the sentence why there is none.</summary>
    public async Task<(ExplainView? Found, int Status, AnswerView? Answer)> AskAsync(string key, CancellationToken stop)
    {
        var state = feeds.State.Current;
        var waiting = state.Waiting.FirstOrDefault(w => w.Job.JobId.ToString(CultureInfo.InvariantCulture) == key);
        var remembered = feeds.Explain is { } more ? await more.Remembered(key, stop).ConfigureAwait(false) : [];
        var board = feeds.Board.Runs;
        var past = await feeds.Past(key, stop).ConfigureAwait(false);
        var all = board.Concat(remembered).ToLookup(r => r.Order.Name);
        var found = RunKeyRules.Find(key, all.SelectMany(same => same).Select(Known).Concat(past.Where(p => all.Contains(p.Name))));
        var runs = found.Select(k => all[k.Name].First()).ToList();
        var one = runs.Count == 1 || found.All(k => k.JobId?.ToString(CultureInfo.InvariantCulture) == key);
        if (waiting is null && runs.Count == 0)
        {
            return (null, 404, new AnswerView(ExplainRules.Unknown(key, state, board.Count), []));
        }

        if (!one)
        {
            return (null, 409, new AnswerView($"'{key}' fits {runs.Count} runs; write more of it", [.. runs.Take(10).Select(r => r.Order.Name.ToString())]));
        }

        var stories = new List<RunStoryView>();
        foreach (var run in runs.OrderByDescending(r => r.Order.Name.Run).Take(MostRuns))
        {
            var moments = feeds.Explain is { } notes ? await notes.Moments(run.Order.Name, stop).ConfigureAwait(false) : [];
            stories.Add(ExplainRules.Of(new RunStory(run, moments)));
        }

        return (new ExplainView(key, waiting is null ? null : ExplainRules.Of(waiting, clock.GetUtcNow()), stories), 200, null);
    }

    private static KnownRun Known(RunSnapshot run) => new(run.Order.Name, run.Job?.JobId, run.Phase == Model.Phase.Finished, run.LogPath);
}
