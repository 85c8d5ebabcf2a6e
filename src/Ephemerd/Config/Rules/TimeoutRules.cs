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
        var tooSoon = $"a job of {facts.Target} would time out after {Text(timeout)}, before";
        if (timeout <= facts.GitHub.PollInterval)
        {
            problems.Add(
                $"{facts.Where}.{key}", facts.PlaceOf(key),
                $"{tooSoon} GitHub \"{facts.GitHub.Name}\" is looked at again after {Text(facts.GitHub.PollInterval)}",
                "write a timeout longer than poll_interval");
        }
        if (facts.Policy.IdleTimeout <= facts.GitHub.PollInterval)
        {
            var idle = PolicySection.IdleTimeout.Name;
            problems.Add(
                $"{facts.Where}.{idle}", facts.PlaceOf(idle),
                $"a runner for {facts.Target} would be retired after {Text(facts.Policy.IdleTimeout)} without a job, before GitHub \"{facts.GitHub.Name}\" is looked at again after {Text(facts.GitHub.PollInterval)}",
                "write an idle_timeout longer than poll_interval");
        }
        if (facts.Policy.MaxAge <= facts.Policy.IdleTimeout)
        {
            var (age, idle) = (PolicySection.MaxAge.Name, PolicySection.IdleTimeout.Name);
            problems.Add(
                $"{facts.Where}.{age}", facts.PlaceOf(age, idle),
                $"a job of {facts.Target} would be given up after {Text(facts.Policy.MaxAge)}, before its first runner is retired after {Text(facts.Policy.IdleTimeout)} without one",
                "write a max_age longer than idle_timeout");
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
