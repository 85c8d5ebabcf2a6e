using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Protocol.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Identity;

/// <summary>The bearer tokens handed to runners, and those that came with jobs. Thread-safe.</summary>
internal sealed class RunnerTokens(TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (Runner Runner, DateTimeOffset Until)> _runners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Assignment> _jobs = new(StringComparer.Ordinal);

    public string IssueTo(Runner runner)
    {
        var now = clock.GetUtcNow();
        foreach (var (token, issued) in _runners)
        {
            if (issued.Until <= now)
            {
                _runners.TryRemove(token, out _);
            }
        }

        var fresh = Jwt.Unsigned(new JsonObject { ["sub"] = runner.ClientId.ToString(), ["exp"] = (now + Life).ToUnixTimeSeconds() });
        _runners[fresh] = (runner, now + Life);
        return fresh;
    }

    public string IssueTo(Assignment assignment)
    {
        var fresh = Jwt.Unsigned(new JsonObject
        {
            ["orch_id"] = JobMessage.OrchestrationId(assignment.Job),
            ["scp"] = $"Actions.Results:{assignment.Job.Run.PlanId}:{assignment.Job.BackendId}",
            ["exp"] = (clock.GetUtcNow() + assignment.Job.Plan.Timeout + Life).ToUnixTimeSeconds(),
        });
        _jobs[fresh] = assignment;
        return fresh;
    }

    public Runner? RunnerOf(string? token) =>
        token is not null && _runners.TryGetValue(token, out var issued) && issued.Until > clock.GetUtcNow() ? issued.Runner : null;

    /// <summary>The job a token came with, even when that job is over: its last log pages come after its end.</summary>
    public Assignment? JobOf(string? token) => token is not null ? _jobs.GetValueOrDefault(token) : null;
}
