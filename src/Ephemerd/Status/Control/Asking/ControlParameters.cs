using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>Everything that can be said in a query. What stands in none of these lists is refused.</summary>
internal static class ControlParameters
{
    public const string Repo = "repo";
    public const string Outcome = "outcome";
    public const string Kind = "kind";
    public const string Since = "since";
    public const string Until = "until";
    public const string Label = "label";
    public const string Backend = "backend";
    public const string Limit = "limit";
    public const string After = "after";
    public const string From = "from";
    public const string Follow = "follow";
    public const string DryRun = "dry_run";

    public static IReadOnlyList<ControlParameter> None { get; } = [];

    public static IReadOnlyList<ControlParameter> OfRuns { get; } =
    [
        Repository, Words(Outcome, ListWords.Outcomes), Moment(Since), Moment(Until), Text(Label), Text(Backend), Number(Limit, 1, RunFilter.MostEnded),
    ];

    public static IReadOnlyList<ControlParameter> OfEvents { get; } =
    [
        Repository, Words(Kind, EventKinds.All), Moment(Since), Moment(Until), Number(Limit, 1, EventFilter.MostEvents), Number(After, 0, long.MaxValue),
    ];

    public static IReadOnlyList<ControlParameter> OfLog { get; } = [Number(From, 0, long.MaxValue), Flag(Follow)];

    public static IReadOnlyList<ControlParameter> OfSweep { get; } = [Flag(DryRun)];

    private static ControlParameter Repository => new(Repo, "owner/name", text => RepoName.TryParse(text, out _));

    private static ControlParameter Flag(string name) => new(name, "true or false", text => text is "true" or "false");

    private static ControlParameter Number(string name, long least, long most) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    private static ControlParameter Moment(string name) => new(name, "an RFC 3339 time such as 2026-03-04T12:00:00Z", text => ListWords.TryTime(text, out _));

    private static ControlParameter Words(string name, IReadOnlyList<string> known) => new(
        name, $"one or more, with commas between, of {string.Join(", ", known)}", text => ListWords.Split(text).All(known.Contains));

    /// <summary>Labels and names, whose own rules are the configuration's: anything that is not nothing.</summary>
    private static ControlParameter Text(string name) => new(name, "words, with commas between", text => ListWords.Split(text).All(word => word.Length > 0));
}
