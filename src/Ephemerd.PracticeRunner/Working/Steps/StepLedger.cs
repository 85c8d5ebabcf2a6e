using Ephemerd.PracticeRunner.Wire;
using Ephemerd.PracticeRunner.Working.Logs;

namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>Numbers the steps, tells the server of each as it starts and ends, and keeps what completejob will say of them.</summary>
internal sealed class StepLedger(JobLog log, TimeProvider time)
{
    private const int InProgress = 3;
    private const int Completed = 6;
    private readonly List<StepResult> _results = [];

    public IReadOnlyList<StepResult> Results => _results;

    /// <remarks>The step's log is open while <c>act</c> does the step's work.</remarks>
    public async Task<JobResult> RecordAsync(Guid id, string name, string? actionName, Func<StepOutput, Task<JobResult>> act)
    {
        var number = _results.Count + 1;
        var started = time.GetUtcNow();
        log.Tell([new StepState(id, number, name, InProgress, started, null, 0)]);
        log.BeginStep(id);
        var output = new StepOutput(log, number);
        var result = await act(output);
        log.EndStep();
        Keep(id, name, actionName, result, started, output.Annotations);
        return result;
    }

    public void RecordSkipped(Guid id, string name, string? actionName) => Keep(id, name, actionName, JobResult.Skipped, time.GetUtcNow(), []);

    private void Keep(Guid id, string name, string? actionName, JobResult result, DateTimeOffset started, IReadOnlyList<JobAnnotation> annotations)
    {
        var number = _results.Count + 1;
        var ended = time.GetUtcNow();
        log.Tell([new StepState(id, number, name, Completed, started, ended, JobResultRules.UpdateConclusion(result))]);
        _results.Add(new StepResult(
            id, number, name, actionName, actionName is null ? null : "run", "completed", JobResultRules.Conclusion(result), started, ended, annotations));
    }
}
