using System.CommandLine;
using System.CommandLine.Parsing;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Model;

namespace Ephemerd.Cli;

/// <summary>Options by which a list is narrowed, said and checked the same way by every list. What is wrong with one is wrong usage.</summary>
internal static class ListOptions
{
    public static Option<RepoName?> Repo() => new("--repo")
    {
        Description = "Only of this repository.",
        HelpName = "owner/name",
        CustomParser = result =>
        {
            if (RepoName.TryParse(result.Tokens[0].Value, out var repo))
            {
                return repo;
            }

            result.AddError($"\"{result.Tokens[0].Value}\" is no repository; --repo takes owner/name.");
            return null;
        },
    };

    /// <param name="now">Read when the option is: durations are before it.</param>
    public static Option<DateTimeOffset?> Moment(string name, string description, TimeProvider now) => new(name)
    {
        Description = $"{description} {char.ToUpperInvariant(MomentRules.Wants[0])}{MomentRules.Wants[1..]}.",
        HelpName = "WHEN",
        CustomParser = result =>
        {
            if (MomentRules.TryRead(result.Tokens[0].Value, now.GetUtcNow(), out var moment))
            {
                return moment;
            }

            result.AddError($"\"{result.Tokens[0].Value}\" is no time; {name} takes {MomentRules.Wants}.");
            return null;
        },
    };

    /// <summary>One of a list of words, or several: with commas between, or the option again.</summary>
    public static Option<string[]> Words(string name, string description, string helpName, IReadOnlyList<string> known)
    {
        var option = new Option<string[]>(name)
        {
            Description = $"{description} Several with commas between: {string.Join(", ", known)}.",
            HelpName = helpName,
            CustomParser = result => [.. Split(result, word => known.Contains(word)
                ? null
                : $"\"{word}\" is not known to {name}; {(Suggestion.For(word, known) is { } meant ? $"{meant} " : "")}It takes {string.Join(", ", known)}.")],
        };
        option.CompletionSources.Add([.. known]);
        return option;
    }

    /// <summary>Labels: any, with commas between or the option again.</summary>
    public static Option<string[]> Labels() => new("--label")
    {
        Description = "Only with this label; of several, with commas between, all.",
        HelpName = "LABEL",
        CustomParser = result => [.. Split(result, word => word.Length > 0 ? null : "--label takes labels with commas between.")],
    };

    public static Option<int?> Limit(string description, int most)
    {
        var limit = new Option<int?>("--limit") { Description = $"{description} 1 to {most}.", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1 || number > most))
            {
                result.AddError($"--limit takes a number from 1 to {most}.");
            }
        });
        return limit;
    }

    /// <summary>Nothing lies between a moment and an earlier one: that is a slip, and no answer at all says so.</summary>
    public static void InOrder(Command verb, Option<DateTimeOffset?> since, Option<DateTimeOffset?> until) => verb.Validators.Add(result =>
    {
        if (result.GetResult(since) is { Errors: var a } && result.GetResult(until) is { Errors: var b } && !a.Any() && !b.Any()
            && result.GetValue(since) > result.GetValue(until))
        {
            result.AddError("--since lies after --until, so nothing is between.");
        }
    });

    private static IEnumerable<string> Split(ArgumentResult result, Func<string, string?> fault)
    {
        var words = result.Tokens.SelectMany(token => token.Value.Split(',')).ToList();
        if (words.Select(fault).FirstOrDefault(f => f is not null) is { } said)
        {
            result.AddError(said);
        }

        return words;
    }
}
