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
        if (timeout <= facts.GitHub.PollInterval)
        {
            problems.Add($"{facts.Where}.{key}", facts.PlaceOf(key), $"a job of {facts.Target.Value} would time out after {Text(timeout)}, before GitHub \"{facts.GitHub.Name}\" is looked at again after {Text(facts.GitHub.PollInterval)}", "write a timeout longer than poll_interval");
        }
        foreach (var pretend in facts.Policy.Backends.Values.Select(facts.BackendNamed).OfType<PretendSettings>().Where(p => p.Duration >= timeout))
        {
            problems.Add($"{facts.Where}.{key}", facts.PlaceOf(key), $"a job of {facts.Target.Value} would time out after {Text(timeout)}, before backend \"{pretend.Name}\" ends it after {Text(pretend.Duration)}", "write a timeout longer than the backend's seconds");
        }
    }

    private static string Text(TimeSpan duration) => QuantityRules.Text(duration);
}
