using System.CommandLine;
using Ephemerd.Config.Reading.Values;

namespace Ephemerd.Cli;

/// <summary>What is wrong with a command line, a line each, the slip of a hand named.</summary>
internal static class UsageFaults
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var said = parsed.Errors.Select(e => string.Join(' ', e.Message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))).Distinct().ToList();
        var slips = parsed.UnmatchedTokens.Where(t => t.Length > 0).ToList();
        if (slips.Count == 0)
        {
            return said;
        }

        // What is missing beside a word that is none is what that word was meant to be.
        var known = Known(parsed.CommandResult.Command);
        var named = said.Where(s => slips.Any(slip => s.Contains($"'{slip}'", StringComparison.Ordinal))).ToList();
        return [.. (named.Count > 0 ? named : said).Select(s => slips.FirstOrDefault(slip => s.Contains($"'{slip}'", StringComparison.Ordinal)) is { } slip
            && Suggestion.For(slip, known) is { } meant ? $"{s} {meant}" : s)];
    }

    private static List<string> Known(Command command)
    {
        var above = command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(o => o.Recursive));
        return [.. command.Subcommands.Select(c => c.Name), .. command.Options.Concat(above).Select(o => o.Name)];
    }
}
