using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Model;

namespace Ephemerd.Config.Rules;

/// <summary>Names that must be unique, and names that must meet another.</summary>
internal static class NameRules
{
    public static void Check(Draft draft, ProblemList problems)
    {
        CheckTargets(draft, problems);
        CheckGitHubNames(draft, problems);
        CheckPatterns(draft, problems);
    }

    private static void CheckTargets(Draft draft, ProblemList problems)
    {
        var all = draft.GitHubs.SelectMany(g => g.Targets).ToList();
        foreach (var (first, again) in Repeats(all, t => t.Value.ToString()))
        {
            problems.Add(
                "github.targets", again.At,
                $"{again.Value} is a target already, at {first.At}",
                "name each repository once: two pollers would order its runners twice");
        }
    }

    private static void CheckGitHubNames(Draft draft, ProblemList problems)
    {
        foreach (var (first, again) in Repeats(draft.GitHubs, g => g.Settings.Name))
        {
            problems.Add(
                "github.name", again.At,
                $"\"{again.Settings.Name}\" is the name of another [[github]] already, at {first.At}",
                "give each its own name");
        }
    }

    private static void CheckPatterns(Draft draft, ProblemList problems)
    {
        var patterns = draft.Rules.Where(r => !r.IsDefaults).ToList();
        foreach (var (first, again) in Repeats(patterns, r => r.Pattern))
        {
            problems.Add(
                again.Section, again.At,
                $"the same repository stands at {first.At}; GitHub ignores case",
                "keep one of the two sections");
        }
        // Targets that could not be read are problems themselves; a section for one of them is not at fault.
        var allRead = draft.GitHubs.All(g => g.Targets.Count > 0 && g.Targets.All(t => t.Value is Target.Repository));
        foreach (var rule in patterns)
        {
            CheckPattern(rule, allRead ? [.. draft.GitHubs.SelectMany(g => g.Named).Select(t => t.Value)] : null, problems);
        }
    }

    private static void CheckPattern(RepositoryRule rule, IReadOnlyList<RepoName>? targets, ProblemList problems)
    {
        var owner = rule.Pattern.EndsWith("/*", StringComparison.Ordinal) ? rule.Pattern[..^2] : null;
        if (!RepoName.TryParse(owner is null ? rule.Pattern : $"{owner}/x", out var repo))
        {
            problems.Add(
                rule.Section, rule.At,
                $"\"{rule.Pattern}\" names no repository",
                "write [repos.\"owner/name\"] or [repos.\"owner/*\"], in quotes");
            return;
        }
        if (targets?.Any(t => owner is null ? t.Equals(repo) : t.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase)) == false)
        {
            var known = targets.Select(t => owner is null ? t.ToString() : $"{t.Owner}/*");
            problems.Add(
                rule.Section, rule.At,
                "no target has this name, so the section would hold for nothing",
                Suggestion.For(rule.Pattern, known) ?? "add the repository to targets, or remove the section");
        }
    }

    /// <summary>Every item whose name, case ignored, came before, with the first of that name.</summary>
    private static IEnumerable<(T First, T Again)> Repeats<T>(IEnumerable<T> items, Func<T, string> name) => items
        .GroupBy(name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(group => group.Skip(1).Select(again => (group.First(), again)));
}
