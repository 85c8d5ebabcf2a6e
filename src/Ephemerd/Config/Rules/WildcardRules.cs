using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Values;

namespace Ephemerd.Config.Rules;

/// <summary>Targets that stand for several repositories, and what is excluded from them.</summary>
internal static class WildcardRules
{
    public static void Check(Draft draft, ProblemList problems)
    {
        foreach (var gitHub in draft.GitHubs)
        {
            CheckInstallation(gitHub, problems);
            CheckExcluded(gitHub, problems);
        }
    }

    private static void CheckInstallation(GitHubDraft gitHub, ProblemList problems)
    {
        if (gitHub.Settings.Credential is AppCredential)
        {
            return;
        }
        foreach (var target in gitHub.Targets.Where(t => t.Value is Target.Installation))
        {
            problems.Add(
                "github.targets", target.At,
                "\"*\" is every repository of a GitHub App's installation, and a token has none",
                "write owner/* or each repository as owner/name, or use a GitHub App");
        }
    }

    private static void CheckExcluded(GitHubDraft gitHub, ProblemList problems)
    {
        var wildcards = gitHub.Targets.Select(t => t.Value).Where(t => t is not Target.Repository).ToList();
        foreach (var excluded in gitHub.Excluded)
        {
            if (gitHub.Named.FirstOrDefault(n => n.Value.Equals(excluded.Value)) is { } named)
            {
                problems.Add(
                    "github.exclude", excluded.At,
                    $"{excluded.Value} is excluded, and a target at {named.At}",
                    "remove it from one of the two");
            }
            else if (gitHub.Targets.Count > 0 && !wildcards.Any(w => w.Covers(excluded.Value)))
            {
                problems.Add(
                    "github.exclude", excluded.At,
                    $"no wildcard among the targets brings {excluded.Value} in, so there is nothing to exclude",
                    wildcards.Count == 0 ? "remove it" : Suggestion.For($"{excluded.Value.Owner}/*", wildcards.Select(w => w.ToString()!)) ?? "remove it");
            }
        }
    }
}
