using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>Filters as they stand in a query: written by the client, read by the daemon after <see cref="RequestRules"/> found nothing wrong.</summary>
internal static class FilterText
{
    public static string Of(RunFilter filter) => Query(
        (ControlParameters.Repo, filter.Repo?.ToString()),
        (ControlParameters.Outcome, Joined(filter.Outcomes.Select(ViewRules.Word))),
        (ControlParameters.Since, Time(filter.Since)),
        (ControlParameters.Until, Time(filter.Until)),
        (ControlParameters.Label, Joined(filter.Labels)),
        (ControlParameters.Backend, filter.Backend),
        (ControlParameters.Limit, Number(filter.Limit)));

    public static string Of(EventFilter filter) => Query(
        (ControlParameters.Repo, filter.Repo?.ToString()),
        (ControlParameters.Kind, Joined(filter.Kinds)),
        (ControlParameters.Since, Time(filter.Since)),
        (ControlParameters.Until, Time(filter.Until)),
        (ControlParameters.After, Number(filter.After)),
        (ControlParameters.Limit, Number(filter.Limit)));

    /// <param name="said">The value of a name, null where it is not said.</param>
    public static RunFilter Runs(Func<string, string?> said) => new()
    {
        Repo = said(ControlParameters.Repo) is { } repo ? RepoName.Parse(repo) : null,
        Outcomes = [.. Split(said(ControlParameters.Outcome)).Select(ListWords.OutcomeOf)],
        Since = Time(said(ControlParameters.Since)),
        Until = Time(said(ControlParameters.Until)),
        Labels = Split(said(ControlParameters.Label)),
        Backend = said(ControlParameters.Backend),
        Limit = (int?)Number(said(ControlParameters.Limit)) ?? RunFilter.MostEnded,
    };

    /// <param name="said">The value of a name, null where it is not said.</param>
    public static EventFilter Events(SandboxName? run, Func<string, string?> said) => new()
    {
        Run = run,
        Repo = said(ControlParameters.Repo) is { } repo ? RepoName.Parse(repo) : null,
        Kinds = Split(said(ControlParameters.Kind)),
        Since = Time(said(ControlParameters.Since)),
        Until = Time(said(ControlParameters.Until)),
        After = Number(said(ControlParameters.After)),
        Limit = (int?)Number(said(ControlParameters.Limit)) ?? EventFilter.MostEvents,
    };

    private static string Query(params IEnumerable<(string Name, string? Value)> said) =>
        string.Join('&', said.Where(s => s.Value is not null).Select(s => $"{s.Name}={Uri.EscapeDataString(s.Value!)}"));

    private static string? Joined(IEnumerable<string> words) => string.Join(',', words) is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<string> Split(string? text) => text is null ? [] : ListWords.Split(text);

    private static string? Time(DateTimeOffset? time) => time is { } at ? ListWords.Text(at) : null;

    private static DateTimeOffset? Time(string? text) => text is not null && ListWords.TryTime(text, out var time) ? time : null;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
