using System.Text.Json.Nodes;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Setup;
using Ephemerd.PracticeRunner.Working.Message;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>What steps see and change: contexts, environment, path. One step at a time.</summary>
internal sealed class JobScope
{
    private readonly Dictionary<string, string> _standing = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    public JobScope(JobMessage message, RunnerSettings settings, Workspace workspace)
    {
        Message = message;
        Workspace = workspace;
        Contexts["env"] = Env;
        Contexts["steps"] = Steps;
        Contexts["secrets"] = new JsonObject { ["GITHUB_TOKEN"] = message.Variables.GetValueOrDefault("system.github.token") };
        Contexts["runner"] = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true })
        {
            ["name"] = settings.AgentName,
            ["os"] = "Linux",
            ["arch"] = "X64",
            ["temp"] = workspace.Temp,
            ["tool_cache"] = ToolCache(workspace),
            ["workspace"] = workspace.Pipeline,
            ["environment"] = "self-hosted",
        };
        AddStanding();
    }

    public JobMessage Message { get; }

    public Workspace Workspace { get; }

    public JsonObject Contexts => Message.Contexts;

    /// <summary>Set in the environment of every step; whatever still carries it at the job's end is killed.</summary>
    public string TrackingId { get; } = $"github_{Guid.NewGuid()}";

    public JobStanding Standing { get; set; }

    private JsonObject Env { get; } = [];

    private JsonObject Steps { get; } = [];

    public void SetEnv(string name, string value) => Env[name] = value;

    public void PrependPath(string directory) => _path.Insert(0, directory);

    public void SetOutput(string step, string name, string value)
    {
        if (step.Length > 0)
        {
            var outputs = (Steps[step] ??= new JsonObject { ["outputs"] = new JsonObject() })["outputs"]!;
            outputs[name] = value;
        }
    }

    /// <summary>A step's whole environment: ours, then the job's, then the step's own, then what cannot be changed.</summary>
    /// <param name="step">Null for a hook, which is the administrator's and sees nothing of the job's <c>env</c>.</param>
    public Dictionary<string, string> StepEnvironment(JobStep? step)
    {
        var all = ProcessEnvironment.All();
        foreach (var (name, value) in step is null ? [] : Env)
        {
            all[name] = value?.ToString() ?? "";
        }

        foreach (var (name, value) in step is null ? [] : Templates.Mapping(step.Environment, Contexts))
        {
            all[name] = value;
        }

        foreach (var (name, value) in _standing)
        {
            all[name] = value;
        }

        if (step is not null)
        {
            all["GITHUB_ACTION"] = step.ContextName;
        }

        if (_path.Count > 0)
        {
            all["PATH"] = string.Join(':', [.. _path, all.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")]);
        }

        return all;
    }

    private static string ToolCache(Workspace workspace) => ProcessEnvironment.Read("RUNNER_TOOL_CACHE") ?? workspace.ToolCache;

    private void AddStanding()
    {
        foreach (var (name, value) in Message.GitHub)
        {
            if (name != "token" && value is JsonValue scalar)
            {
                _standing[$"GITHUB_{name.ToUpperInvariant()}"] = scalar.ToString();
            }
        }

        foreach (var (name, value) in (JsonObject)Contexts["runner"]!)
        {
            _standing[$"RUNNER_{name.ToUpperInvariant()}"] = value!.ToString();
        }

        _standing["CI"] = "true";
        _standing["GITHUB_ACTIONS"] = "true";
        _standing["GITHUB_JOB"] = Message.Variables.GetValueOrDefault("system.github.job", "");
        _standing["GITHUB_WORKSPACE"] = Workspace.Directory;
        _standing["GITHUB_EVENT_PATH"] = Workspace.EventFile;
        _standing["RUNNER_TRACKING_ID"] = TrackingId;
        Message.GitHub["workspace"] = Workspace.Directory;
        Message.GitHub["event_path"] = Workspace.EventFile;
    }
}
