using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Telemetry;

/// <summary>
/// One span per run, made whole at its end from what was seen: nothing stays open meanwhile, and a run that a later daemon takes up gets its one
/// span from that one.
/// </summary>
internal sealed class RunSpans : IDisposable
{
    private readonly ActivitySource _source = new(Names.Source);

    public void Take(RunStory? before, RunStory now)
    {
        if (now.Ended && before is not { Ended: true })
        {
            Tell(now);
        }
    }

    public void Dispose() => _source.Dispose();

    private void Tell(RunStory story)
    {
        var run = story.Last;
        using var span = _source.StartActivity(ActivityKind.Internal, startTime: run.Order.GrantedAt, name: Names.Span);
        if (span is null)
        {
            return;
        }

        foreach (var (key, value) in Attributes(run))
        {
            span.SetTag(key, value);
        }

        foreach (var (phase, at) in story.Known)
        {
            span.AddEvent(new ActivityEvent(Words.Of(phase), at));
        }

        span.SetStatus(IsOurFault(run.Outcome) ? ActivityStatusCode.Error : ActivityStatusCode.Ok, IsOurFault(run.Outcome) ? run.Reason : null);
        span.SetEndTime(run.PhaseAt.UtcDateTime);
    }

    /// <summary>Null values are left out by <see cref="Activity.SetTag"/>.</summary>
    private static IEnumerable<(string Key, object? Value)> Attributes(RunSnapshot run) =>
    [
        (Names.Run, run.Order.Name.ToString()),
        (Names.Repository, run.Order.Class.Repo.ToString()),
        (Names.Backend, run.Order.Class.Backend),
        (Names.Labels, run.Order.Class.Labels.Labels.ToArray()),
        (Names.Outcome, run.Outcome is { } outcome ? Words.Of(outcome) : null),
        (Names.Reason, run.Reason),
        (Names.Isolation, run.Isolation is { } isolation ? Words.Of(isolation) : null),
        (Names.Adopted, run.Adopted ? true : null),
        (Names.ExitCode, run.ExitCode),
        (Names.WorkerName, run.Order.Name.ToString()),
        (Names.WorkerId, run.RunnerId),
        (Names.Job, run.Job?.Name),
        (Names.JobId, run.Job?.JobId),
        (Names.JobUrl, run.Job?.Url),
        (Names.WorkflowRunId, run.Job?.RunId),
        (Names.Attempt, run.Job?.Attempt),
        (Names.Workflow, run.Job?.Workflow),
        (Names.Ref, run.Job?.Ref),
        (Names.Sha, run.Job?.Sha),
        (Names.Conclusion, run.Job?.Conclusion),
    ];

    /// <summary>A job that fails is the user's matter and no fault of the run.</summary>
    private static bool IsOurFault(Outcome? outcome) =>
        outcome is Outcome.NeverCame or Outcome.RunnerTooOld or Outcome.Refused or Outcome.SandboxFailed or Outcome.Abandoned or Outcome.Lost;
}
