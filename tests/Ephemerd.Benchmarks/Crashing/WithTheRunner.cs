namespace Ephemerd.Benchmarks.Crashing;

/// <summary>The daemon dies while its runner lives, which must not notice.</summary>
internal static class WithTheRunner
{
    public static async Task SilentAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var held = await scene.HoldAsync("session", stop, seconds: 6);
        await scene.QueueAsync("true", CrashScene.First, stop);
        await held();
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    /// <summary>The job that comes after the crash is the idle runner's: there is room for no other.</summary>
    public static async Task IdleAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var held = await scene.HoldAsync("session", stop, seconds: 3);
        var job = await scene.QueueAsync("true", CrashScene.First, stop);
        await held();
        await scene.Bed.Forge.Admin.CancelRunAsync(job.RunId, stop: stop);
        var idle = await scene.OnlyRunAsync(r => r.Phase == "listening", stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
        var next = await scene.Bed.Forge.Admin.WaitForCompletedJobAsync(scene.Jobs[^1].Id, stop);
        if (next.RunnerName != idle.Name)
        {
            throw new InvalidOperationException($"the idle runner was {idle.Name}, the job ran on {next.RunnerName}");
        }
    }

    public static async Task OfferedAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var held = await scene.HoldAsync("acquire", stop, seconds: 4);
        await scene.QueueAsync("true", CrashScene.First, stop);
        await held();
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    public static async Task RunningAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
        await scene.CheckUndisturbedAsync(busy, stop);
        await scene.OpenGateAsync(busy.Name, stop);
    }

    public static async Task DrainAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        scene.Daemon.Terminate();
        await scene.Daemon.WaitForStateAsync(s => s.Draining, stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
        await scene.CheckUndisturbedAsync(busy, stop);
        await scene.OpenGateAsync(busy.Name, stop);
    }

    public static async Task SecondCrashAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        var registering = await scene.HoldAsync("jitconfig", stop);
        await scene.QueueAsync("true", CrashScene.Second, stop);
        await registering();
        await scene.KillAsync(stop);
        var listing = await scene.HoldAsync("runners", stop);
        scene.Launch();
        await listing();
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
        await scene.CheckUndisturbedAsync(busy, stop);
        await scene.OpenGateAsync(busy.Name, stop);
    }
}
