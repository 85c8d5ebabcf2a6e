using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;

namespace Ephemerd.Config.Rules;

/// <summary>Innermost first: what happens inside a run must be able to end before the run's own limit.</summary>
internal static class TimeoutRules
{
    public static void Check(TargetFacts facts, ProblemList problems)
    {
        var (timeout, key) = (facts.Policy.Timeout, PolicySection.Timeout.Name);
        var tooSoon = $"a job of {facts.Target.Value} would time out after {Text(timeout)}, before";
        if (timeout <= facts.GitHub.PollInterval)
        {
            problems.Add(
                $"{facts.Where}.{key}", facts.PlaceOf(key),
                $"{tooSoon} GitHub \"{facts.GitHub.Name}\" is looked at again after {Text(facts.GitHub.PollInterval)}",
                "write a timeout longer than poll_interval");
        }
        var pretended = facts.Policy.Backends.Values.Select(facts.BackendNamed).OfType<PretendSettings>();
        foreach (var pretend in pretended.Where(p => p.Duration >= timeout))
        {
            problems.Add(
                $"{facts.Where}.{key}", facts.PlaceOf(key),
                $"{tooSoon} backend \"{pretend.Name}\" ends it after {Text(pretend.Duration)}",
                "write a timeout longer than the backend's seconds");
        }
    }

    private static string Text(TimeSpan duration) => QuantityRules.Text(duration);
}
