using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;

namespace Ephemerd.Config.Rules;

/// <summary>Whether the jobs a policy asks for can exist, and whether what it allows can be had.</summary>
internal static class DispatchRules
{
    public static void Check(TargetFacts facts, ProblemList problems)
    {
        CheckLabels(facts, problems);
        CheckForks(facts, problems);
    }

    /// <summary>A runner takes no job that asks for a label it does not carry, so such a requirement would refuse every job.</summary>
    private static void CheckLabels(TargetFacts facts, ProblemList problems)
    {
        var (required, carried) = (PolicySection.RequireLabels.Name, PolicySection.Labels.Name);
        if (facts.IsDoubtful(carried) || PolicySection.BySystem.Any(s => facts.IsDoubtful(s.Key.Name)))
        {
            return;
        }
        foreach (var label in facts.Policy.RequireLabels.Labels.Where(l => !IsCarried(l, facts.Policy)))
        {
            problems.Add(
                $"{facts.Where}.{required}", facts.PlaceOf(required),
                $"no runner for {facts.Target} carries \"{label}\", so no job could ask for it and be taken",
                LabelRules.IsOwn(label) ? "name a backend for that system, or remove the label" : $"add \"{label}\" to labels, or remove it here");
        }
    }

    private static bool IsCarried(string label, RepositoryPolicy policy)
    {
        if (PolicySection.BySystem.FirstOrDefault(s => s.Key.Name.Equals(label, StringComparison.OrdinalIgnoreCase)) is { Key: not null } system)
        {
            return policy.Backends.ContainsKey(system.Os);
        }
        return LabelRules.IsOwn(label) || policy.Labels.Contains(label);
    }

    private static void CheckForks(TargetFacts facts, ProblemList problems)
    {
        var backends = facts.Policy.Backends.Values.Select(facts.BackendNamed).ToList();
        if (facts.Policy.ForkPullRequests == ForkPullRequests.Allow
            && backends.Count > 0 && backends.All(b => b is not null && BackendTraits.Of(b.Kind).Native))
        {
            problems.Add(
                $"{facts.Where}.{PolicySection.Forks.Name}", facts.PlaceOf(PolicySection.Forks.Name),
                $"pull requests from forks cannot be allowed for {facts.Target}: backend \"{backends[0]!.Name}\" runs jobs on this machine's own kernel",
                "write \"refuse\", or name a backend that makes machines");
        }
    }
}
