using Ephemerd.Config.Reading;

namespace Ephemerd.Config.Rules;

/// <summary>What no section can know by itself. Pure: a draft in, problems out.</summary>
internal static class CrossRules
{
    public static void Check(Draft draft, ProblemList problems)
    {
        NameRules.Check(draft, problems);
        UnsupportedRules.Check(draft, problems);
        var policies = new PolicyBook(draft.Rules);
        foreach (var gitHub in draft.GitHubs)
        {
            foreach (var target in gitHub.Named)
            {
                var facts = new TargetFacts(target, gitHub.Settings, policies.For(target.Value), draft.Backends, policies);
                BackendRules.Check(facts, problems);
                TimeoutRules.Check(facts, problems);
            }
        }
    }
}
