namespace Ephemerd.Benchmarks.Crashing;

/// <summary>The daemon dies while a run is being ended, or anywhere.</summary>
internal static class AfterTheJob
{
    private const int Kills = 5;
    private const int StormJobs = 4;
    private const int LongestCalm = 2500;

    public static async Task EndsUnseenAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        await scene.KillAsync(stop);
        await scene.OpenGateAsync(busy.Name, stop);
        await UntilLeftAsync(scene, busy.Name, stop);
        await scene.StartAsync(stop);
    }

    public static async Task RunnerExitAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        scene.Daemon.Freeze();
        await scene.OpenGateAsync(busy.Name, stop);
        await UntilLeftAsync(scene, busy.Name, stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    public static async Task ConclusionLookAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var busy = await scene.QueueHeldAsync(stop);
        var held = await scene.HoldAsync("jobs", stop);
        await held();
        await scene.OpenGateAsync(busy.Name, stop);
        await scene.OnlyRunAsync(r => r.Phase == "ending", stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    public static async Task RegistrationDeleteAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var late = await scene.HoldAsync("session", stop, seconds: 3);
        var job = await scene.QueueAsync("true", CrashScene.First, stop);
        await late();
        await scene.Bed.Forge.Admin.CancelRunAsync(job.RunId, stop: stop);
        var idle = await scene.OnlyRunAsync(r => r.Phase == "listening", stop);
        var held = await scene.HoldAsync("runners", stop);
        await scene.Daemon.RunAsync(stop, "kill", idle.Name);
        await held();
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    public static async Task StormAsync(CrashScene scene, CancellationToken stop)
    {
        for (var i = 0; i < StormJobs; i++)
        {
            await scene.QueueAsync("sleep 0.5", i % 2 == 0 ? CrashScene.First : CrashScene.Second, stop);
        }

        for (var i = 0; i < Kills; i++)
        {
            await scene.StartAsync(stop);
            await Task.Delay(scene.Chance.Next(LongestCalm), stop);
            await scene.KillAsync(stop);
        }

        await scene.StartAsync(stop);
    }

    private static Task UntilLeftAsync(CrashScene scene, string name, CancellationToken stop) =>
        CrashScene.UntilAsync(() => File.Exists(Path.Combine(scene.Bed.Home.RunFolder(name), "exit")), stop);
}
