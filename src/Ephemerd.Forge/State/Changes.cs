using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.State;

/// <summary>The only ways in which a job, a run or a runner changes: each keeps counts, journal and lagging views in step.</summary>
internal static class Changes
{
    public static void Move(this World world, Job job, JobState next, string why)
    {
        var last = job.State;
        var repo = job.Run.Repo;
        job.State = next;
        job.Seen.Set(next, world.ShownAt());
        if (next.Status == JobStatus.Queued)
        {
            repo.Queued[job.Id] = job;
        }
        else
        {
            repo.Queued.Remove(job.Id);
        }

        var running = Running(next) - Running(last);
        if (running != 0)
        {
            world.Journal.Count(repo.FullName, new ScopeCount(0, 0, 0, running));
        }

        world.Journal.Note(new Transition(0, default, Subject.Job, job.Id, repo.FullName, Words.Of(last.Status), Words.Of(next.Status))
        {
            Why = why,
            RunId = job.Run.Id,
            JobId = job.Id,
            Runner = next.RunnerName,
        });
        world.Derive(job.Run, why);
    }

    /// <summary>Brings a run in line with its jobs.</summary>
    public static void Derive(this World world, WorkflowRun run, string why)
    {
        var last = run.State;
        var (status, conclusion) = RunRules.Of([.. run.JobsOf(run.Attempt).Select(job => job.State)]);
        if (status == last.Status && conclusion == last.Conclusion && run.Attempt == last.Attempt)
        {
            return;
        }

        var started = run.Attempt == last.Attempt ? last.StartedAt : world.Now;
        world.Show(run, new RunState(status, conclusion, run.Attempt, world.Now, started), last, why);
    }

    /// <summary>Makes a new run known.</summary>
    public static void Show(this World world, WorkflowRun run, RunState next, RunState? last, string why)
    {
        run.State = next;
        run.Seen.Set(next, world.ShownAt());
        var from = last is null ? Reasons.Nothing : Words.Of(last.Status);
        world.Journal.Note(new Transition(0, default, Subject.Run, run.Id, run.Repo.FullName, from, Words.Of(next.Status))
        {
            Why = Words.Of(next.Conclusion) ?? why,
            RunId = run.Id,
        });
    }

    public static void Move(this World world, Runner runner, RunnerState next, string why, bool isNew = false)
    {
        var last = runner.State;
        if (next == last && !isNew)
        {
            return;
        }

        runner.State = next;
        runner.Seen.Set(next, world.ShownAt());
        world.Journal.Count(runner.Registration.Scope, new ScopeCount(
            Change(isNew || last.Registered, next.Registered) + (isNew ? 1 : 0),
            Change(last.Online, next.Online),
            Change(last.Busy, next.Busy),
            0));
        world.Journal.Note(new Transition(
            0, default, Subject.Runner, runner.Id, runner.Registration.Scope, isNew ? Reasons.Nothing : Words.Of(last), Words.Of(next))
        {
            Why = why,
            JobId = runner.Assignment?.Job.Id,
            RunId = runner.Assignment?.Job.Run.Id,
            Runner = runner.Registration.Name,
        });
    }

    private static int Running(JobState state) => state.Status == JobStatus.InProgress ? 1 : 0;

    private static int Change(bool last, bool next) => (next ? 1 : 0) - (last ? 1 : 0);
}
