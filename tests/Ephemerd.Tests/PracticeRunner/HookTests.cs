using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>The administrator's scripts before and after a job.</summary>
public sealed class HookTests : RunnerTest
{
    private readonly string _directory = Directory.CreateTempSubdirectory("practice-hooks-").FullName;

    [OneTimeTearDown]
    public void DeleteHooks() => Directory.Delete(_directory, recursive: true);

    [Test]
    [CancelAfter(60_000)]
    public async Task Both_hooks_run_around_the_steps_in_the_jobs_environment(CancellationToken stop)
    {
        var started = Hook("started.sh", "echo \"started in $GITHUB_WORKSPACE\"; echo FROM_HOOK=yes >> $GITHUB_ENV");
        var completed = Hook("completed.sh", "echo completed");
        var (log, _) = await RunAsync("echo \"hook said $FROM_HOOK\"", started, completed, "success", stop);
        int[] order = [At(log, "started in "), At(log, "hook said yes"), At(log, "\ncompleted", "Z completed")];
        Assert.That(order, Is.Ordered.And.None.Negative, log);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_failing_started_hook_fails_the_job_and_skips_its_steps_but_not_the_other_hook(CancellationToken stop)
    {
        var (log, runner) = await RunAsync("echo must-not-be-seen", Hook("bad.sh", "exit 4"), Hook("after.sh", "echo completed-hook"), "failure", stop);
        Assert.That(log, Does.Contain("exit code 4").And.Contain("completed-hook").And.Not.Contain("must-not-be-seen"));
        Assert.That(runner, Does.Contain("completed with result: Failed"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_hook_that_is_not_there_fails_the_job(CancellationToken stop)
    {
        var (log, _) = await RunAsync("echo must-not-be-seen", Path.Combine(_directory, "missing.sh"), null, "failure", stop);
        Assert.That(log, Does.Contain("missing.sh").And.Not.Contain("must-not-be-seen"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_hook_of_a_kind_that_is_not_copied_is_refused_by_name(CancellationToken stop)
    {
        var (log, _) = await RunAsync("true", Hook("hook.ps1", ""), null, "failure", stop);
        Assert.That(log, Does.Contain("takes only .sh job hooks"));
    }

    private async Task<(string Log, string Output)> RunAsync(string script, string started, string? completed, string conclusion, CancellationToken stop)
    {
        var job = await QueueAsync(script, stop);
        var environment = new Dictionary<string, string> { ["ACTIONS_RUNNER_HOOK_JOB_STARTED"] = started };
        if (completed is not null)
        {
            environment["ACTIONS_RUNNER_HOOK_JOB_COMPLETED"] = completed;
        }

        await using var runner = await StartAsync(stop, new RunnerStart { Environment = environment });
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo(conclusion));
        return (await Admin.JobLogAsync(job.Id, stop), runner.Output);
    }

    private static int At(string log, params string[] texts) => texts.Max(text => log.IndexOf(text, StringComparison.Ordinal));

    private string Hook(string name, string script)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, script + "\n");
        return path;
    }
}
