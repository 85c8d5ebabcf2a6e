using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ephemerd.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Status.Control;

/// <summary>What can be asked over the control socket.</summary>
internal sealed class ControlRoutes(ControlFeeds feeds, ExplainDesk explain, LogStream logs, CancellationToken stopping)
{
    public const string State = "/v1/state";
    public const string Jobs = "/v1/jobs";
    public const string Explain = "/v1/explain";
    public const string Drain = "/v1/drain";
    public const string Resume = "/v1/resume";
    public const string Reload = "/v1/reload";
    public const string Runs = "/v1/runs";
    public const string Sweep = "/v1/sweep";
    public const string Events = "/v1/events";

    private const int MostEvents = 1000;

    private static readonly ControlJson Json = ControlJson.Default;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(State, (RequestDelegate)(c => AnswerAsync(c, 200, ViewRules.Of(feeds.State.Current, feeds.Board.Runs, Environment.ProcessId), Json.StateView)));
        app.MapGet(Jobs, (RequestDelegate)(c => AnswerAsync(c, 200, ViewRules.Of(feeds.State.Current.Waiting, feeds.Board.Runs), Json.JobsView)));
        app.MapGet(Explain + "/{key}", (RequestDelegate)ExplainAsync);
        app.MapGet(Events, (RequestDelegate)(c => EventsAsync(c, null)));
        app.MapGet(Runs + "/{key}/events", (RequestDelegate)RunEventsAsync);
        app.MapGet(Runs + "/{key}/log", (RequestDelegate)LogAsync);
        app.MapPost(Runs + "/{key}/kill", (RequestDelegate)KillAsync);
        app.MapPost(Sweep, (RequestDelegate)SweepAsync);
        app.MapPost(Drain, (RequestDelegate)(c => PutAsync(c, new OperatorCommand.Drain(), "no new runner will be started; those alive go on to their end")));
        app.MapPost(Resume, (RequestDelegate)ResumeAsync);
        app.MapPost(Reload, (RequestDelegate)ReloadAsync);
    }

    private async Task ExplainAsync(HttpContext context)
    {
        var (found, status, answer) = await explain.AskAsync((string)context.Request.RouteValues["key"]!, context.RequestAborted).ConfigureAwait(false);
        await (found is null
            ? AnswerAsync(context, status, answer!, Json.AnswerView)
            : AnswerAsync(context, status, found, Json.ExplainView)).ConfigureAwait(false);
    }

    private async Task LogAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        var (follow, from) = (context.Request.Query["follow"] == "true", Number(context.Request, "from") ?? 0);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "application/octet-stream";
        await context.Response.StartAsync(either.Token).ConfigureAwait(false);
        try
        {
            var path = await LogPathAsync(run, follow, either.Token).ConfigureAwait(false);
            if (path is not null)
            {
                await logs.CopyAsync(path, from, follow, () => IsFinished(run), context.Response.Body, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went away: nobody is left to tell.
        }
        catch (OperationCanceledException)
        {
            // Cut rather than closed, so that the reader does not take the daemon's end for the run's.
            context.Abort();
        }
    }

    private async Task RunEventsAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } run)
        {
            await EventsAsync(context, run.Name).ConfigureAwait(false);
        }
    }

    private async Task EventsAsync(HttpContext context, SandboxName? run)
    {
        var after = Number(context.Request, "after");
        var most = (int)Math.Clamp(Number(context.Request, "limit") ?? MostEvents, 1, MostEvents);
        var events = feeds.Events is { } remembered ? await remembered(run, after, most, context.RequestAborted).ConfigureAwait(false) : [];
        await AnswerAsync(context, 200, new EventsView(events, events.Count > 0 ? events[^1].Id : after ?? 0), Json.EventsView).ConfigureAwait(false);
    }

    private async Task KillAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        await (IsFinished(run)
            ? AnswerAsync(context, 409, new AnswerView($"{run.Name} has ended already", []), Json.AnswerView)
            : PutAsync(context, new OperatorCommand.Kill(run.Name), $"{run.Name} is being ended")).ConfigureAwait(false);
    }

    private Task ResumeAsync(HttpContext context) => feeds.State.Current.Stopping
        ? AnswerAsync(context, 409, new AnswerView("the daemon is stopping and takes no new work; start it again instead", []), Json.AnswerView)
        : PutAsync(context, new OperatorCommand.Resume(), "new runners will be started again");

    private async Task SweepAsync(HttpContext context)
    {
        var report = await feeds.Sweep(context.Request.Query["dry_run"] == "true", context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context, 200, report, Json.SweepReport).ConfigureAwait(false);
    }

    private async Task ReloadAsync(HttpContext context)
    {
        if (feeds.Reload is not { } reload)
        {
            await AnswerAsync(context, 409, new AnswerView("this daemon has no configuration file to read again", []), Json.AnswerView).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = await reload(context.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(context, 200, ViewRules.Of(answer), Json.ReloadView).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            await AnswerAsync(context, 503, new AnswerView(e.Message, []), Json.AnswerView).ConfigureAwait(false);
        }
    }

    private Task PutAsync(HttpContext context, OperatorCommand command, string message)
    {
        feeds.Inbox.Put(command);
        return AnswerAsync(context, 202, new AnswerView(message, []), Json.AnswerView);
    }

    /// <summary>Null after an answer has been given: none fits, or several do.</summary>
    private async Task<KnownRun?> FindAsync(HttpContext context)
    {
        var key = (string)context.Request.RouteValues["key"]!;
        var here = feeds.Board.Runs.Select(r => new KnownRun(r.Order.Name, r.Job?.JobId, r.Phase == Phase.Finished, r.LogPath));
        var past = await feeds.Past(key, context.RequestAborted).ConfigureAwait(false);
        var found = RunKeyRules.Find(key, here.Concat(past));
        if (found.Count == 1)
        {
            return found[0];
        }

        var answer = found.Count == 0
            ? new AnswerView($"no run is called '{key}', has taken a job of that number or begins with it; `ephemerd jobs` lists them", [])
            : new AnswerView($"'{key}' fits {found.Count} runs; write more of it", [.. found.Take(10).Select(r => r.Name.ToString())]);
        await AnswerAsync(context, found.Count == 0 ? 404 : 409, answer, Json.AnswerView).ConfigureAwait(false);
        return null;
    }

    /// <summary>A follower may come before the run has a log at all; the board tells when it gets one.</summary>
    private async Task<string?> LogPathAsync(KnownRun run, bool follow, CancellationToken stop)
    {
        if (run.LogPath is not null || !follow || run.Finished)
        {
            return run.LogPath;
        }

        await foreach (var seen in feeds.Board.WatchAsync(stop).ConfigureAwait(false))
        {
            if (seen.Order.Name == run.Name && (seen.LogPath is not null || seen.Phase == Phase.Finished))
            {
                return seen.LogPath;
            }
        }

        return null;
    }

    private bool IsFinished(KnownRun run) => run.Finished || feeds.Board.Find(run.Name) is null or { Phase: Phase.Finished };

    private static long? Number(HttpRequest request, string name) =>
        long.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task AnswerAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, body, type, context.RequestAborted).ConfigureAwait(false);
    }
}
