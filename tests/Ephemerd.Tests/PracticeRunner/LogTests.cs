using System.Text;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>What a step prints is what the forge holds.</summary>
public sealed class LogTests : RunnerTest
{
    [Test]
    [CancelAfter(60_000)]
    public async Task The_jobs_log_holds_every_line_the_step_printed(CancellationToken stop)
    {
        var job = await QueueAsync("echo first; echo 'zweite Zeile: äöü €' >&2; printf 'no newline at the end'", stop);
        await using var runner = await StartAsync(stop);
        await runner.WaitForExitAsync(stop);
        Assert.That(Printed(await Admin.JobLogAsync(job.Id, stop)), Is.EquivalentTo(new[] { "first", "zweite Zeile: äöü €", "no newline at the end" }));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_log_of_several_pages_arrives_whole_and_in_order(CancellationToken stop)
    {
        var job = await QueueAsync("seq 1 150000", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(Encoding.UTF8.GetByteCount(log), Is.GreaterThan(4 * 1024 * 1024));
        Assert.That(Printed(log), Is.EqualTo(Enumerable.Range(1, 150_000).Select(i => $"{i}")));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_live_feed_carries_lines_while_the_job_still_runs(CancellationToken stop)
    {
        var job = await QueueAsync("echo early-bird; until [ -e go ]; do sleep 0.05; done", stop);
        await using var runner = await StartAsync(stop);
        while (!(await Admin.JobFeedAsync(job.Id, stop)).Contains("early-bird", StringComparison.Ordinal))
        {
            await Task.Delay(50, stop);
        }

        var workspace = Directory.EnumerateDirectories(Path.Combine(runner.Root, "_work"), "practice-*").Select(path => Path.Combine(path, Path.GetFileName(path))).Single();
        await File.WriteAllTextAsync(Path.Combine(workspace, "go"), "", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Masked_values_and_the_jobs_tokens_never_show(CancellationToken stop)
    {
        var job = await QueueAsync("echo ::add-mask::hush-hush; echo it is hush-hush, as said; echo 'not hidden'", stop);
        await using var runner = await StartAsync(stop);
        await runner.WaitForExitAsync(stop);
        Assert.That(Printed(await Admin.JobLogAsync(job.Id, stop)), Is.EqualTo(new[] { "::add-mask::***", "it is ***, as said", "not hidden" }));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Results_that_cannot_be_delivered_do_not_fail_the_job(CancellationToken stop)
    {
        await FaultAsync("server_error", stop, routeClass: "results");
        var job = await QueueAsync("echo hello", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Is.Empty);
    }

    /// <summary>The lines of the first step: after its header, before the job's clean-up; without the time in front.</summary>
    private static string[] Printed(string log)
    {
        var lines = log.TrimStart('\uFEFF').TrimEnd('\n').Split('\n').Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToArray();
        var from = Array.IndexOf(lines, "##[endgroup]") + 1;
        return lines[from..Array.LastIndexOf(lines, "Cleaning up orphan processes")];
    }
}
