using System.Text.Json;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Tests.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>A runner that took a job and was gone before it said so: GitHub knows, and is believed.</summary>
[CancelAfter(60_000)]
internal sealed class SilentRunTests : RunLineTests
{
    protected override TimeProvider Time => TimeProvider.System;

    /// <param name="over">Whether GitHub has given it up already, and with it the registration.</param>
    [Test]
    public async Task A_job_that_only_GitHub_knows_of_is_recorded_with_its_run([Values] bool over, CancellationToken stop)
    {
        var order = NewOrder();
        var registered = Given(await GitHub.GenerateJitConfigAsync(Repo, order.Name.ToString(), order.Class.Labels, stop));
        using var runner = new FakeRunner(Encoded(registered.Config));
        await runner.ConnectAsync(stop);
        var job = await Forge.Admin.QueueJobAsync(Repo.ToString(), ["self-hosted"], "true", stop);
        var taken = await runner.TakeAsync(stop);
        if (over)
        {
            await runner.CompleteAsync(taken, "failed", stop);
        }

        await LiveAndVanishAsync(order, registered.Id, stop);
        await UntilAsync(r => r.Phase == Phase.Ending, stop);
        Demand.Apply(Look(job.Id, JobStage.Completed, order.Name, "failure"));
        await Runs.DrainAsync(stop);

        var end = Board.Find(order.Name)!;
        Assert.That((end.Outcome, end.Job?.JobId), Is.EqualTo((Outcome.Failed, job.Id)), end.Reason);
    }

    /// <summary>The same, but that GitHub knows of none.</summary>
    [Test]
    public async Task One_that_had_no_job_is_unused_at_once(CancellationToken stop)
    {
        var order = NewOrder();
        var registered = Given(await GitHub.GenerateJitConfigAsync(Repo, order.Name.ToString(), order.Class.Labels, stop));
        await LiveAndVanishAsync(order, registered.Id, stop);
        await Runs.DrainAsync(stop);
        Assert.That(Board.Find(order.Name)!.Outcome, Is.EqualTo(Outcome.Unused));
    }

    /// <summary>The runner of that registration is here and then gone, and all it ever said is that it listens.</summary>
    private async Task LiveAndVanishAsync(RunnerOrder order, long registration, CancellationToken stop)
    {
        var sandbox = new StubbornSandbox(order.Name);
        Runs.Resume(order, Leases.Adopt(order), sandbox, new EarlierLife(new RunProgress(Time.GetUtcNow()) { RunnerId = registration }, null));
        await UntilAsync(r => r.StartedAt is not null, stop);
        sandbox.End(SandboxEnds.Orderly with { ExitCode = 137, SawJob = false, ConfigLeft = true });
    }

    private static string Encoded(JitConfig config) => Convert.ToBase64String(
        JsonSerializer.SerializeToUtf8Bytes(config.Files.ToDictionary(file => file.Key, file => Convert.ToBase64String(file.Value))));

    private RepositoryLook Look(long job, JobStage stage, SandboxName runner, string conclusion) => new(Repo, Time.GetUtcNow(), Time.GetTimestamp(),
        [new ObservedJob(Repo, Class.Class.Labels, stage, runner.ToString(), new JobFacts(job, job, 1, "build", conclusion, Time.GetUtcNow(), null, null))]);
}
