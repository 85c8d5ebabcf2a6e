using System.Text.Json.Nodes;
using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>The answer to acquirejob: all a worker needs to run the job. The shape was run with actions/runner v2.336.0.</summary>
internal static class JobMessage
{
    private const string NoScope = "00000000-0000-0000-0000-000000000000";

    public static JsonObject Of(Assignment assignment, ProtocolAddresses addresses)
    {
        var job = assignment.Job;
        var run = job.Run;
        return new JsonObject
        {
            ["messageType"] = "RunnerJobRequest",
            ["plan"] = new JsonObject
            {
                ["scopeIdentifier"] = NoScope, ["planType"] = "free", ["version"] = 0, ["planId"] = run.PlanId.ToString(), ["planGroup"] = "free",
            },
            ["timeline"] = new JsonObject { ["id"] = job.BackendId.ToString(), ["changeId"] = 0, ["location"] = null },
            ["jobId"] = job.BackendId.ToString(),
            ["jobDisplayName"] = job.Plan.Name,
            ["jobName"] = "__default",
            ["requestId"] = job.Id,
            ["lockedUntil"] = "0001-01-01T00:00:00",
            ["billingOwnerId"] = Messages.BillingOwner(job),
            ["resources"] = Resources(assignment, addresses),
            ["contextData"] = JobContext.Of(job, addresses),
            ["variables"] = Variables(assignment, addresses),
            ["steps"] = new JsonArray([.. job.Plan.Steps.Select((step, index) => Step(job, step, index))]),
            ["workspace"] = new JsonObject(),
            ["mask"] = new JsonArray(),
            ["environmentVariables"] = Environment(job.Plan.Env),
            ["defaults"] = new JsonArray(),
            ["fileTable"] = new JsonArray(".github/workflows/ci.yml"),
            ["jobContainer"] = null,
            ["jobServiceContainers"] = null,
            ["jobOutputs"] = null,
        };
    }

    private static JsonObject Resources(Assignment assignment, ProtocolAddresses addresses) => new()
    {
        ["endpoints"] = new JsonArray(new JsonObject
        {
            ["name"] = "SystemVssConnection",
            ["url"] = addresses.Run,
            ["authorization"] = new JsonObject
            {
                ["scheme"] = "OAuth",
                ["parameters"] = new JsonObject { ["AccessToken"] = assignment.AccessToken },
            },
            ["data"] = new JsonObject
            {
                ["FeedStreamUrl"] = addresses.Feed, ["ResultsServiceUrl"] = addresses.Results, ["ServerId"] = "", ["ServerName"] = "",
            },
            ["isShared"] = false,
            ["isReady"] = true,
        }),
    };

    private static JsonObject Variables(Assignment assignment, ProtocolAddresses addresses)
    {
        var job = assignment.Job;
        return new JsonObject
        {
            ["system.github.job"] = Value(job.Plan.Name),
            ["system.github.token"] = new JsonObject { ["value"] = $"ghs_job{assignment.RequestId:n}", ["isSecret"] = true },
            ["system.github.results_endpoint"] = Value(addresses.Results),
            ["system.orchestrationId"] = Value(OrchestrationId(job)),
            ["system.runnerGroupName"] = Value(assignment.Runner.Registration.Group.Name),
            ["system.culture"] = Value("en-US"),
        };
    }

    public static string OrchestrationId(Job job) => $"{job.Run.PlanId}.{job.Plan.Name}.__default";

    private static JsonObject Value(string value) => new() { ["value"] = value };

    private static JsonNode Step(Job job, ScriptStep step, int index)
    {
        var inputs = new JsonArray(Pair("script", step.Run));
        if (step.Shell is { } shell)
        {
            inputs.Add(Pair("shell", shell));
        }

        if (step.WorkingDirectory is { } directory)
        {
            inputs.Add(Pair("workingDirectory", directory));
        }

        var json = new JsonObject
        {
            ["type"] = "Action",
            ["id"] = StepIds.Of(job, index).ToString(),
            ["name"] = $"__run{(index == 0 ? "" : $"_{index + 1}")}",
            ["contextName"] = $"__run{(index == 0 ? "" : $"_{index + 1}")}",
            ["condition"] = step.Condition,
            ["reference"] = new JsonObject { ["type"] = "Script" },
            ["inputs"] = new JsonObject { ["type"] = 2, ["map"] = inputs },
        };
        if (step.Name is { } name)
        {
            json["displayNameToken"] = name;
        }

        return json;
    }

    /// <summary>The job's own environment, as one mapping token; no variables, no token.</summary>
    private static JsonArray Environment(IReadOnlyDictionary<string, string> env) => env.Count == 0
        ? []
        : [new JsonObject { ["type"] = 2, ["map"] = new JsonArray([.. env.Select(pair => Pair(pair.Key, pair.Value))]) }];

    private static JsonNode Pair(string key, string value) => new JsonObject { ["key"] = key, ["value"] = value };
}
