using System.Text.Json;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.Admin;

/// <summary>The world as the admin sees it: at once and whole, with no lag. Called under the world's gate.</summary>
internal static class AdminViews
{
    public static RunView Of(WorkflowRun run) => new(
        run.Id,
        run.Repo.FullName,
        run.Attempt,
        run.Origin.Event,
        Words.Of(run.State.Status),
        Words.Of(run.State.Conclusion),
        [.. run.JobsOf(run.Attempt).Select(Of)]);

    public static JobView Of(Job job) => new(
        job.Id,
        job.Run.Id,
        job.Run.Repo.FullName,
        job.Plan.Name,
        job.Attempt,
        job.Plan.Labels,
        Words.Of(job.State.Status),
        Words.Of(job.State.Conclusion),
        job.State.RunnerName,
        job.Requeues,
        job.CreatedAt,
        job.State.StartedAt,
        job.State.CompletedAt);

    public static RunnerView Of(Runner runner) => new(
        runner.Id,
        runner.Registration.Name,
        runner.Registration.Scope,
        runner.Registration.Labels,
        Words.Of(runner.State),
        runner.State.Version,
        runner.Assignment?.Job.Id,
        runner.CreatedAt,
        runner.End?.Why);

    public static StateView State(World world) => new(
        world.Journal.LastSeq,
        [.. world.Runs.Values.Select(Of)],
        [.. Live(world).Select(Of)],
        [.. world.Journal.Counts.Select(pair => new CountView(
            pair.Key, pair.Value.Registered, pair.Value.Online, pair.Value.BusyRunners, pair.Value.RunningJobs))]);

    public static Summary Summary(World world, int infidelities)
    {
        var count = world.Journal.CountOf(Journal.Everything);
        var states = world.Jobs.Values
            .GroupBy(job => Words.Of(job.State.Conclusion) ?? Words.Of(job.State.Status))
            .ToDictionary(group => group.Key, group => group.Count());
        return new Summary(
            world.Journal.LastSeq,
            world.Runs.Count,
            world.Jobs.Count,
            states,
            count.Registered,
            count.Online,
            world.Journal.Violations.Count,
            infidelities);
    }

    public static Census Census(World world) => new(
        [.. Live(world).Select(Of)],
        Live(world).Count(runner => runner.Session is not null),
        world.Runners.Values.Sum(runner => runner.PollsHeld));

    public static TransitionView Of(Transition change) => new(
        change.Seq,
        change.At,
        Snake(change.Subject.ToString()),
        change.Id,
        change.Scope,
        change.From,
        change.To,
        change.Why,
        change.RunId,
        change.JobId,
        change.Runner,
        change.Count.Registered,
        change.Count.Online,
        change.Count.BusyRunners,
        change.Count.RunningJobs);

    public static ViolationView Of(LimitViolation met) => new(met.Seq, met.At, met.Scope, met.Measure, met.Limit, met.Count);

    public static FaultView Of(Fault fault) => new(
        fault.Id,
        FaultNames.Of(fault.Kind),
        fault.Class is { } only ? Snake(only.ToString()) : null,
        fault.Repository,
        fault.Runner,
        fault.Left,
        fault.Taken);

    public static RequestView Of(RequestNote note) => new(
        note.Seq,
        note.At,
        note.Method,
        note.Path,
        note.Query,
        note.Headers,
        note.Body,
        Snake(note.Class.ToString()),
        note.Route,
        note.Credential,
        note.Points,
        note.Charged,
        note.Status,
        note.Fault);

    public static CounterView Of((string Credential, RouteClass Class, RequestCount Count) held) => new(
        held.Credential,
        Snake(held.Class.ToString()),
        held.Count.Requests,
        held.Count.Charged,
        held.Count.NotModified,
        held.Count.Points,
        held.Count.Refused);

    public static PackageView Of(RunnerPackage package) => new(
        package.FileName, package.Os, package.Architecture, package.Version, package.Sha256, package.Trouble.CorruptChecksum);

    private static IEnumerable<Runner> Live(World world) =>
        world.Repos.Values.SelectMany(repo => repo.Runners).Concat(world.Owners.Values.SelectMany(owner => owner.Runners));

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
