using System.Text.Json;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>What a step finds and what it may say.</summary>
public sealed class StepTests : RunnerTest
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_step_finds_its_places(CancellationToken stop)
    {
        var log = await LogOfAsync(stop, new ForgeStep(
            "echo \"[$PWD] [$GITHUB_WORKSPACE] [$RUNNER_TEMP] [$RUNNER_TOOL_CACHE] [$GITHUB_REPOSITORY] [$RUNNER_OS] [$CI]\"; test -s $GITHUB_EVENT_PATH; echo '[ok]'"));
        var name = Repository.Split('/')[1];
        Assert.That(log, Does.Match($@"\[(/.*/_work/{name}/{name})\] \[\1\] \[/.*/_work/_temp\] \[/.*/_work/_tool\] \[{Repository}\] \[Linux\] \[true\]"));
        Assert.That(log, Does.Contain("[ok]"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_step_hands_variables_and_path_to_the_next(CancellationToken stop)
    {
        var log = await LogOfAsync(
            stop,
            new ForgeStep("echo A=1 >> $GITHUB_ENV; printf 'B<<END\\ntwo\\nlines\\nEND\\n' >> $GITHUB_ENV; mkdir tools; printf '#!/bin/sh\\necho my-tool ran\\n' > tools/my-tool; chmod +x tools/my-tool; echo $PWD/tools >> $GITHUB_PATH"),
            new ForgeStep("echo \"A=$A B=$B\"; my-tool"));
        Assert.That(log, Does.Contain("A=1 B=two").And.Contain("lines").And.Contain("my-tool ran"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_jobs_environment_shell_and_directory_are_kept_to(CancellationToken stop)
    {
        var steps = new[] { new ForgeStep("mkdir sub"), new ForgeStep("false | true; echo \"unseen $COLOUR\"", null, "bash"), };
        var order = new ForgeJobOrder("build", ["self-hosted"], [new("mkdir sub"), new("echo \"$(basename $PWD) $COLOUR\"", WorkingDirectory: "sub"), steps[1]])
        {
            Env = new Dictionary<string, string> { ["COLOUR"] = "green" },
        };
        var job = (await Admin.QueueRunAsync(new ForgeRunOrder(Repository, [order]), stop)).Jobs[0];
        await using var runner = await StartAsync(stop);
        await runner.WaitForExitAsync(stop);
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(log, Does.Contain("Z sub green"));
        Assert.That(log, Does.Contain("bash --noprofile --norc -e -o pipefail {0}").And.Not.Contain("Z unseen green"), "pipefail");
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Processes_left_behind_are_ended_with_the_job(CancellationToken stop)
    {
        var job = await QueueAsync("setsid sleep 300 > /dev/null 2>&1 < /dev/null & echo started", stop);
        await using var runner = await StartAsync(stop);
        await runner.WaitForExitAsync(stop);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Match(@"Terminate orphan process: pid \(\d+\) \(sleep\)"));
        Assert.That(runner.ProcessesNamed("sleep"), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Everything_in_the_launchers_environment_reaches_the_steps(CancellationToken stop)
    {
        var job = await QueueAsync("echo \"leaked: $LEAK\"", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { Environment = new Dictionary<string, string> { ["LEAK"] = "yes" } });
        await runner.WaitForExitAsync(stop);
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("leaked: yes"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_server_learns_of_every_step_and_how_it_ended(CancellationToken stop)
    {
        var job = await QueueAsync(stop, new("echo '::warning line=6::careful'"), new("exit 1"), new("echo never"));
        await using var runner = await StartAsync(stop);
        await runner.WaitForExitAsync(stop);
        using var answer = JsonDocument.Parse(await RestAsync(HttpMethod.Get, $"actions/jobs/{job.Id}", stop));
        var steps = answer.RootElement.GetProperty("steps").EnumerateArray()
            .Select(step => $"{step.GetProperty("number")} {step.GetProperty("name")}: {step.GetProperty("conclusion")}");
        Assert.That(steps, Is.EqualTo(new[]
        {
            "1 Set up job: success", "2 Run echo '::warning line=6::careful': success", "3 Run exit 1: failure", "4 Run echo never: skipped", "5 Complete job: success",
        }));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("##[warning]careful"));
    }

    private async Task<string> LogOfAsync(CancellationToken stop, params ForgeStep[] steps)
    {
        var job = await QueueAsync(stop, steps);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"), await Admin.JobLogAsync(job.Id, stop));
        return await Admin.JobLogAsync(job.Id, stop);
    }
}
