using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Logs;
using Ephemerd.PracticeRunner.Working.Message;
using Ephemerd.PracticeRunner.Working.Steps;

namespace Ephemerd.PracticeRunner.Working;

/// <summary>One job from "Set up job" to "Complete job". Reporting it to the server is the caller's.</summary>
internal sealed class JobRun(JobScope scope, JobLog log, Pace pace, JobAbort abort, string version)
{
    private readonly JobHooks _hooks = JobHooks.FromEnvironment();
    private readonly StepLedger _ledger = new(log, pace.Time);
    private readonly ScriptStep _scripts = new(scope, log, pace);
    private JobResult _result = JobResult.Succeeded;

    public IReadOnlyList<StepResult> Steps => _ledger.Results;

    public async Task<JobResult> RunAsync()
    {
        Note(await _ledger.RecordAsync(Guid.NewGuid(), "Set up job", null, output => GuardAsync(output, () => SetUpAsync(output))));
        if (_result is JobResult.Succeeded)
        {
            await RunHookAsync("Set up runner", _hooks.Started, "success()");
            foreach (var step in scope.Message.Steps)
            {
                await RunStepAsync(step);
            }

            await RunHookAsync("Complete runner", _hooks.Completed, "always()");
        }

        Note(await _ledger.RecordAsync(Guid.NewGuid(), "Complete job", null, output => Task.FromResult(CleanUp(output))));
        return _result;
    }

    public IReadOnlyDictionary<string, JobOutput> Outputs() =>
        Templates.Mapping(scope.Message.Outputs, scope.Contexts).ToDictionary(pair => pair.Key, pair => new JobOutput(pair.Value));

    private async Task<JobResult> SetUpAsync(StepOutput output)
    {
        log.Write($"Current runner version: '{version}'");
        log.Write($"Runner name: '{((JsonObject)scope.Contexts["runner"]!)["name"]}'");
        log.Write($"Machine name: '{Environment.MachineName}'");
        scope.Workspace.Prepare();
        var text = (scope.Message.GitHub["event"] ?? new JsonObject()).ToJsonString();
        await using (var file = new FileStream(scope.Workspace.EventFile, FileMode.Create))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(text));
        }

        foreach (var (name, value) in scope.Message.Environment.SelectMany(item => Templates.Mapping(item, scope.Contexts)))
        {
            scope.SetEnv(name, value);
        }

        var foreign = scope.Message.Steps.FirstOrDefault(step => !step.IsScript);
        if (foreign is not null)
        {
            output.Fail($"The practice runner runs 'run:' steps only; step '{foreign.ContextName}' uses an action");
            return JobResult.Failed;
        }

        log.Write($"Complete job name: {scope.Message.Ticket.DisplayName}");
        return JobResult.Succeeded;
    }

    private async Task RunHookAsync(string name, string? path, string condition)
    {
        if (path is not null && ConditionRules.Holds(condition, Standing()))
        {
            var stop = abort.ForStep(scope.Standing);
            Note(await _ledger.RecordAsync(Guid.NewGuid(), name, null, output => GuardAsync(output, () => JobHooks.RunAsync(path, output, () => _scripts.RunHookAsync(path, output, stop)))));
        }
    }

    private async Task RunStepAsync(JobStep step)
    {
        var name = DisplayName(step);
        if (abort.IsShutdown || !Wanted(step, out var problem))
        {
            _ledger.RecordSkipped(step.Id, name, "run");
            return;
        }

        var stop = abort.ForStep(scope.Standing);
        var result = await _ledger.RecordAsync(step.Id, name, "run", output => GuardAsync(output, () =>
            problem is null ? _scripts.RunAsync(step, output, stop) : throw new TemplateException(problem)));
        Note(result is JobResult.Failed && Forgives(step) ? JobResult.Succeeded : result);
    }

    /// <returns>True also when the condition cannot be evaluated: the step then runs into its problem, seen by everyone.</returns>
    private bool Wanted(JobStep step, out string? problem)
    {
        problem = null;
        try
        {
            return ConditionRules.Holds(step.Condition, Standing());
        }
        catch (TemplateException e)
        {
            problem = e.Message;
            return Standing() is JobStanding.Succeeding;
        }
    }

    private JobStanding Standing() => scope.Standing = abort.IsCancelled ? JobStanding.Cancelled : _result is JobResult.Failed ? JobStanding.Failing : JobStanding.Succeeding;

    private bool Forgives(JobStep step) => Templates.Text(step.ContinueOnError, scope.Contexts) is "true";

    private string DisplayName(JobStep step)
    {
        try
        {
            var name = Templates.Text(step.DisplayName, scope.Contexts);
            var script = Templates.Mapping(step.Inputs, scope.Contexts).FirstOrDefault(input => input.Key == "script").Value;
            return name.Length > 0 ? name : $"Run {script?.Split('\n')[0].TrimEnd()}";
        }
        catch (TemplateException)
        {
            return step.ContextName;
        }
    }

    private static async Task<JobResult> GuardAsync(StepOutput output, Func<Task<JobResult>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (e is TemplateException or IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            output.Fail(e.Message);
            return JobResult.Failed;
        }
    }

    /// <summary>A shutdown of the runner fails the job, a cancellation by the server cancels it.</summary>
    private void Note(JobResult result)
    {
        if (abort.IsCancelled)
        {
            _result = abort.IsShutdown ? JobResult.Failed : JobResult.Canceled;
        }
        else if (result is JobResult.Failed)
        {
            _result = JobResult.Failed;
        }
    }

    private JobResult CleanUp(StepOutput output)
    {
        if (abort.IsShutdown)
        {
            output.Fail("The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.");
        }

        log.Write("Cleaning up orphan processes");
        foreach (var (id, name) in scope.Message.CleansUpProcesses ? ProcessTable.WithVariable("RUNNER_TRACKING_ID", scope.TrackingId) : [])
        {
            log.Write($"Terminate orphan process: pid ({id}) ({name})");
            Posix.Signal(id, Posix.SigKill);
        }

        scope.Workspace.Clear();
        return JobResult.Succeeded;
    }
}
