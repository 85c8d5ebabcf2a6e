using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>Runners of repositories and organisations: JIT registration, listing, deletion; packages; groups.</summary>
internal sealed class RunnerRoutes(World world, RunnerDesk desk, ProtocolAddresses addresses, PackageShelf shelf, FaultBook faults)
{
    private const string DefaultWorkFolder = "_work";

    private static readonly BodyField[] Jit =
    [
        new("name", FieldKind.Text, Required: true),
        new("runner_group_id", FieldKind.Integer, Required: true),
        new("labels", FieldKind.Texts, Required: true, MinItems: 1, MaxItems: 100),
        new("work_folder", FieldKind.Text),
    ];

    public IEnumerable<RestRoute> Table() =>
    [
        .. Under("/repos/{owner}/{repo}", Need.ReadAdministration, Need.WriteAdministration),
        .. Under("/orgs/{org}", Need.ReadOrgRunners, Need.WriteOrgRunners),
        new("GET", "/orgs/{org}/actions/runner-groups", RouteClass.Runners, Need.ReadOrgRunners, Groups)
        {
            Query = ["visible_to_repository", .. RestRoute.Paging],
        },
        new("GET", "/orgs/{org}/actions/runner-groups/{runner_group_id}", RouteClass.Runners, Need.ReadOrgRunners, Group),
        new("GET", "/orgs/{org}/actions/runner-groups/{runner_group_id}/repositories", RouteClass.Runners, Need.ReadOrgRunners, GroupRepos)
        {
            Query = RestRoute.Paging,
        },
    ];

    private IEnumerable<RestRoute> Under(string place, Need read, Need write) =>
    [
        new("GET", place + "/actions/runners", RouteClass.Runners, read, List) { Query = ["name", .. RestRoute.Paging] },
        new("GET", place + "/actions/runners/downloads", RouteClass.Downloads, read, Downloads),
        new("POST", place + "/actions/runners/generate-jitconfig", RouteClass.Jitconfig, write, Register) { Body = Jit },
        new("GET", place + "/actions/runners/{runner_id}", RouteClass.Runners, read, Get),
        new("DELETE", place + "/actions/runners/{runner_id}", RouteClass.Runners, write, Delete),
    ];

    private RestAnswer List(RestCall call)
    {
        var now = world.Now;
        var name = call.Query("name");
        var listed = call.Place?.Listed ?? call.Owner!.Listed;
        listed.RemoveAll(runner => runner.Seen.At(now) is { Registered: false });
        List<(Runner Runner, RunnerState State)> shown = [];
        foreach (var runner in listed)
        {
            if (runner.Seen.At(now) is { Registered: true } state
                && (name is null || runner.Registration.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                shown.Add((runner, state));
            }
        }

        return call.List("runners", shown, item => RunnerJson.Runner(item.Runner, item.State));
    }

    private RestAnswer Get(RestCall call) =>
        Find(call) is { } runner && runner.Seen.At(world.Now) is { Registered: true } state
            ? RestAnswer.Ok(RunnerJson.Runner(runner, state))
            : RestAnswer.NotFound();

    private RestAnswer Delete(RestCall call)
    {
        if (Find(call) is not { End: null } runner)
        {
            return RestAnswer.NotFound();
        }

        return desk.Delete(runner)
            ? RestAnswer.NoContent
            : RestAnswer.Invalid($"Bad request - Runner \"{runner.Registration.Name}\" is still running a job\"");
    }

    private RestAnswer Downloads(RestCall call) =>
        RestAnswer.Ok(new JsonArray([.. shelf.Newest().Select(package => RunnerJson.Package(package, call.Links))]));

    private RestAnswer Register(RestCall call)
    {
        var name = call.Text("name");
        var groupId = call.Body["runner_group_id"]!.GetValue<long>();
        var group = call.Owner!.Groups.Find(candidate => candidate.Id == groupId);
        if (group is null || (call.Place is not null && group != RunnerGroup.Default))
        {
            return RestAnswer.NotFound();
        }

        if (string.IsNullOrWhiteSpace(name) || call.Texts("labels").Any(string.IsNullOrWhiteSpace))
        {
            return RestAnswer.Invalid("name and labels must not be blank.");
        }

        var work = call.Body["work_folder"]?.GetValue<string>() ?? DefaultWorkFolder;
        var registration = new Registration(name, call.Texts("labels"), group, work) { Owner = call.Owner!, Repo = call.Place };
        var scope = new FaultScope(RouteClass.Jitconfig, call.Place?.FullName, name);
        if (faults.Take(FaultKind.NameConflict, scope) is not null || desk.Register(registration) is not { } made)
        {
            return RestAnswer.Error(StatusCodes.Status409Conflict, $"Already exists - A runner with the name {name} already exists.");
        }

        return RestAnswer.Created(new JsonObject
        {
            ["runner"] = RunnerJson.Runner(made.Runner, made.Runner.State),
            ["encoded_jit_config"] = JitConfig.Encode(made.Runner, made.Key, addresses),
        });
    }

    private RestAnswer Groups(RestCall call)
    {
        var visible = call.Query("visible_to_repository");
        var repo = visible is null ? null : call.Owner!.Repos.Find(repo => repo.Name.Equals(visible, StringComparison.OrdinalIgnoreCase));
        List<RunnerGroup> groups = [.. call.Owner!.Groups.Where(group => visible is null || (repo is not null && group.Allows(repo)))];
        return call.List("runner_groups", groups, group => RunnerJson.Group(group, call.Owner.Login, call.Links));
    }

    private RestAnswer Group(RestCall call) => FindGroup(call) is { } group
        ? RestAnswer.Ok(RunnerJson.Group(group, call.Owner!.Login, call.Links))
        : RestAnswer.NotFound();

    private RestAnswer GroupRepos(RestCall call) => FindGroup(call) is { } group
        ? call.List("repositories", call.Owner!.Repos.FindAll(group.Allows), repo => PlaceJson.Minimal(repo, call.Links))
        : RestAnswer.NotFound();

    private static RunnerGroup? FindGroup(RestCall call) => call.Owner!.Groups.Find(group => group.Id == call.Id("runner_group_id"));

    private Runner? Find(RestCall call) =>
        world.Runners.GetValueOrDefault(call.Id("runner_id")) is { } runner && IsOf(call, runner) ? runner : null;

    private static bool IsOf(RestCall call, Runner runner) =>
        runner.Registration.Owner == call.Owner && runner.Registration.Repo == call.Place;
}
