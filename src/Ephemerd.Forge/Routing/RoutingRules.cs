using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Routing;

/// <summary>Which runner may take which job.</summary>
internal static class RoutingRules
{
    /// <summary>GitHub compares labels without regard to case; a runner may carry more than the job asks for.</summary>
    public static bool Carries(IReadOnlyCollection<string> runner, IReadOnlyCollection<string> job) =>
        job.All(label => runner.Contains(label, StringComparer.OrdinalIgnoreCase));

    public static bool Reaches(Registration registration, Repo repo) =>
        registration.Repo is { } own ? own == repo : registration.Owner == repo.Owner && registration.Group.Allows(repo);

    /// <summary>Idle means: connected, registered, and not given anything yet.</summary>
    public static bool IsIdle(Runner runner) =>
        runner is { State: { Registered: true, Online: true, Busy: false }, Assignment: null, Session: not null };

    public static bool Fits(Runner runner, Job job) =>
        IsIdle(runner)
        && Reaches(runner.Registration, job.Run.Repo)
        && Carries(runner.Registration.Labels, job.Plan.Labels);
}
