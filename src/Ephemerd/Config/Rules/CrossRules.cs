using Ephemerd.Config.Reading;

namespace Ephemerd.Config.Rules;

/// <summary>What no section can know by itself. Pure: a draft in, problems out.</summary>
internal static class CrossRules
{
    public static void Check(Draft draft, ProblemList problems)
    {
        NameRules.Check(draft, problems);
        WildcardRules.Check(draft, problems);
        UnsupportedRules.Check(draft, problems);
        foreach (var facts in Policies(draft))
        {
            BackendRules.Check(facts, problems);
            DispatchRules.Check(facts, problems);
            TimeoutRules.Check(facts, problems);
        }
    }

    /// <summary>Every policy that can come to hold: of each target, and of each section under one that is a wildcard.</summary>
    private static IEnumerable<TargetFacts> Policies(Draft draft)
    {
        var book = new PolicyBook(draft.Rules);
        var sections = draft.Rules.Where(r => !r.IsDefaults).Select(r => r.Target).OfType<Target>().ToList();
        return
            from gitHub in draft.GitHubs
            from target in gitHub.Targets
            from held in sections.Where(s => IsUnder(target.Value, s)).Prepend(target.Value).DistinctBy(h => h.ToString(), StringComparer.OrdinalIgnoreCase)
            select new TargetFacts(held, target.At, gitHub.Settings, book.For(held), draft.Backends, book);
    }

    private static bool IsUnder(Target wildcard, Target section) => section switch
    {
        Target.Repository r => wildcard is not Target.Repository && wildcard.Covers(r.Repo),
        Target.Owner => wildcard is Target.Installation,
        _ => false,
    };
}
