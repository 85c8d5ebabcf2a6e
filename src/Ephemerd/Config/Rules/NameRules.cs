using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Values;

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
        var all = draft.GitHubs.SelectMany(g => g.Targets.Select(t => (g.Settings, Target: t))).ToList();
        foreach (var (first, again) in Repeats(all, t => Identity(t.Settings, t.Target.Value)))
        {
            problems.Add(
                "github.targets", again.Target.At,
                $"{again.Target.Value} is a target already, at {first.Target.At}",
                "name each target once: two pollers would order its runners twice");
        }
    }

    /// <summary>Two Apps have each an installation of their own, so only the same one twice is the same target.</summary>
    private static string Identity(GitHubSettings gitHub, Target target) => target is Target.Installation
        ? $"* of {gitHub.Credential} at {gitHub.ApiUrl}"
        : target.ToString()!;

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
        foreach (var rule in patterns)
        {
            CheckPattern(rule, draft.GitHubs, problems);
        }
    }

    private static void CheckPattern(RepositoryRule rule, IReadOnlyList<GitHubDraft> gitHubs, ProblemList problems)
    {
        if (rule.Target is not { } section)
        {
            problems.Add(
                rule.Section, rule.At,
                $"\"{rule.Pattern}\" names no repository",
                "write [repos.\"owner/name\"] or [repos.\"owner/*\"], in quotes");
            return;
        }
        // Targets that could not be read are problems themselves; a section for one of them is not at fault.
        if (gitHubs.Any(g => g.Targets.Count == 0) || gitHubs.Any(g => Serves(g, section)))
        {
            return;
        }
        var isExcluded = section is Target.Repository { Repo: var repo } && gitHubs.Any(g => g.Excluded.Any(e => e.Value.Equals(repo)));
        var known = gitHubs.SelectMany(g => g.Targets).Select(t => section is Target.Owner && t.Value is Target.Repository { Repo: var r } ? $"{r.Owner}/*" : t.Value.ToString()!);
        problems.Add(
            rule.Section, rule.At,
            isExcluded ? $"{section} is excluded, so the section would hold for nothing" : "no target has this name, so the section would hold for nothing",
            isExcluded ? "remove it from exclude, or remove the section" : Suggestion.For(rule.Pattern, known) ?? "add the repository to targets, or remove the section");
    }

    private static bool Serves(GitHubDraft gitHub, Target section) => section switch
    {
        Target.Repository r => gitHub.Targets.Any(t => t.Value.Covers(r.Repo) && (t.Value is Target.Repository || gitHub.Excluded.All(e => !e.Value.Equals(r.Repo)))),
        Target.Owner o => gitHub.Targets.Any(t => t.Value switch
        {
            Target.Repository named => o.Covers(named.Repo),
            Target.Owner owner => owner.Name.Equals(o.Name, StringComparison.OrdinalIgnoreCase),
            _ => true,
        }),
        _ => true,
    };

    /// <summary>Every item whose name, case ignored, came before, with the first of that name.</summary>
    private static IEnumerable<(T First, T Again)> Repeats<T>(IEnumerable<T> items, Func<T, string> name) => items
        .GroupBy(name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(group => group.Skip(1).Select(again => (group.First(), again)));
}
