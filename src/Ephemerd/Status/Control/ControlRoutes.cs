using System.Globalization;
using Ephemerd.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Status.Control;

/// <summary>What can be asked over the control socket.</summary>
internal sealed class ControlRoutes(ControlFeeds feeds, ExplainDesk explain, ListDesk lists, LogStream logs, CancellationToken stopping)
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

    private static readonly ControlJson Json = ControlJson.Default;

    public void Map(IEndpointRouteBuilder app)
    {
        Get(app, State, ControlParameters.None, c => Answers.GiveAsync(c, 200, ViewRules.Of(feeds.State.Current, feeds.Board.Runs, Environment.ProcessId), Json.StateView));
        Get(app, Jobs, ControlParameters.None, c => Answers.GiveAsync(c, 200, ViewRules.Of(feeds.State.Current.Waiting, feeds.Board.Runs), Json.JobsView));
        Get(app, Explain + "/{key}", ControlParameters.None, ExplainAsync);
        Get(app, Runs, ControlParameters.OfRuns, RunsAsync);
        Get(app, Events, ControlParameters.OfEvents, c => EventsAsync(c, null));
        Get(app, Runs + "/{key}/events", ControlParameters.OfEvents, RunEventsAsync);
        Get(app, Runs + "/{key}/log", ControlParameters.OfLog, LogAsync);
        Post(app, Runs + "/{key}/kill", ControlParameters.None, KillAsync);
        Post(app, Sweep, ControlParameters.OfSweep, SweepAsync);
        Post(app, Drain, ControlParameters.None, c => PutAsync(c, new OperatorCommand.Drain(), "no new runner will be started; those alive go on to their end"));
        Post(app, Resume, ControlParameters.None, ResumeAsync);
        Post(app, Reload, ControlParameters.None, ReloadAsync);
    }

    private static void Get(IEndpointRouteBuilder app, string path, IReadOnlyList<ControlParameter> takes, RequestDelegate serve) =>
        app.MapGet(path, RequestGate.Before(takes, serve));

    private static void Post(IEndpointRouteBuilder app, string path, IReadOnlyList<ControlParameter> takes, RequestDelegate serve) =>
        app.MapPost(path, RequestGate.Before(takes, serve));

    private async Task ExplainAsync(HttpContext context)
    {
        var (found, status, answer) = await explain.AskAsync((string)context.Request.RouteValues["key"]!, context.RequestAborted).ConfigureAwait(false);
        await (found is null
            ? Answers.GiveAsync(context, status, answer!, Json.AnswerView)
            : Answers.GiveAsync(context, status, found, Json.ExplainView)).ConfigureAwait(false);
    }

    private async Task LogAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        if (IsFinished(run) && !File.Exists(run.LogPath))
        {
            await Answers.SayAsync(context, 404, $"{run.Name} has no log here: it was never started, or its log is older than [daemon] run_logs").ConfigureAwait(false);
            return;
        }

        var follow = Said(context, ControlParameters.Follow) == "true";
        var from = long.Parse(Said(context, ControlParameters.From) ?? "0", CultureInfo.InvariantCulture);
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
        var events = await lists.EventsAsync(FilterText.Events(run, name => Said(context, name)), context.RequestAborted).ConfigureAwait(false);
        await Answers.GiveAsync(context, 200, events, Json.EventsView).ConfigureAwait(false);
    }

    private async Task RunsAsync(HttpContext context)
    {
        var jobs = await lists.JobsAsync(FilterText.Runs(name => Said(context, name)), context.RequestAborted).ConfigureAwait(false);
        await Answers.GiveAsync(context, 200, jobs, Json.JobsView).ConfigureAwait(false);
    }

    private async Task KillAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } run)
        {
            return;
        }

        await (IsFinished(run)
            ? Answers.GiveAsync(context, 409, new AnswerView($"{run.Name} has ended already", []), Json.AnswerView)
            : PutAsync(context, new OperatorCommand.Kill(run.Name), $"{run.Name} is being ended")).ConfigureAwait(false);
    }

    private Task ResumeAsync(HttpContext context) => feeds.State.Current.Stopping
        ? Answers.GiveAsync(context, 409, new AnswerView("the daemon is stopping and takes no new work; start it again instead", []), Json.AnswerView)
        : PutAsync(context, new OperatorCommand.Resume(), "new runners will be started again");

    private async Task SweepAsync(HttpContext context)
    {
        var report = await feeds.Sweep(Said(context, ControlParameters.DryRun) == "true", context.RequestAborted).ConfigureAwait(false);
        await Answers.GiveAsync(context, 200, report, Json.SweepReport).ConfigureAwait(false);
    }

    private async Task ReloadAsync(HttpContext context)
    {
        if (feeds.Reload is not { } reload)
        {
            await Answers.GiveAsync(context, 409, new AnswerView("this daemon has no configuration file to read again", []), Json.AnswerView).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = await reload(context.RequestAborted).ConfigureAwait(false);
            await Answers.GiveAsync(context, 200, ViewRules.Of(answer), Json.ReloadView).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            await Answers.GiveAsync(context, 503, new AnswerView(e.Message, []), Json.AnswerView).ConfigureAwait(false);
        }
    }

    private Task PutAsync(HttpContext context, OperatorCommand command, string message)
    {
        feeds.Inbox.Put(command);
        return Answers.GiveAsync(context, 202, new AnswerView(message, []), Json.AnswerView);
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
        await Answers.GiveAsync(context, found.Count == 0 ? 404 : 409, answer, Json.AnswerView).ConfigureAwait(false);
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

    /// <summary>By now it is one value, and such as its parameter takes.</summary>
    private static string? Said(HttpContext context, string name) => context.Request.Query[name] is [var value] ? value : null;
}
