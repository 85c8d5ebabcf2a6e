using System.Text.Json.Nodes;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Runners, groups and runner packages as GitHub writes them.</summary>
internal static class RunnerJson
{
    private static readonly HashSet<string> ReadOnly =
        new(StringComparer.OrdinalIgnoreCase) { "self-hosted", "linux", "windows", "macos", "x64", "arm", "arm64" };

    public static JsonObject Runner(Runner runner, RunnerState state) => new()
    {
        ["id"] = runner.Id,
        ["name"] = runner.Registration.Name,
        ["os"] = state.Os,
        ["status"] = state.Online ? "online" : "offline",
        ["busy"] = state.Busy,
        ["ephemeral"] = true,
        ["version"] = state.Version,
        ["labels"] = new JsonArray([.. runner.Registration.Labels.Select(Label)]),
        ["runner_group_id"] = runner.Registration.Group.Id,
    };

    public static JsonObject Group(RunnerGroup group, string organization, Links links)
    {
        var url = $"{links.Api}/orgs/{organization}/actions/runner-groups/{group.Id}";
        var json = new JsonObject
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
            ["visibility"] = group.RepositoryIds is null ? "all" : "selected",
            ["default"] = group == RunnerGroup.Default,
            ["runners_url"] = $"{url}/runners",
            ["inherited"] = false,
            ["allows_public_repositories"] = true,
            ["restricted_to_workflows"] = false,
            ["selected_workflows"] = new JsonArray(),
        };
        if (group.RepositoryIds is not null)
        {
            json["selected_repositories_url"] = $"{url}/repositories";
        }

        return json;
    }

    public static JsonNode Package(RunnerPackage package, Links links) => new JsonObject
    {
        ["os"] = package.Os,
        ["architecture"] = package.Architecture,
        ["download_url"] = $"{links.Web}/actions/runner/releases/download/v{package.Version}/{package.FileName}",
        ["filename"] = package.FileName,
        ["sha256_checksum"] = package.ShownSha256,
    };

    private static JsonNode Label(string name, int index) => new JsonObject
    {
        ["id"] = index + 1,
        ["name"] = name,
        ["type"] = ReadOnly.Contains(name) ? "read-only" : "custom",
    };
}
