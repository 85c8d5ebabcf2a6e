using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;

namespace Ephemerd.Benchmarks.Crashing;

/// <summary>The daemon dies before its runner lives.</summary>
internal static class BeforeTheRunner
{
    /// <summary>As many as the host's limit, while that is small.</summary>
    private const int SparesAhead = 2;

    public static Task FirstLookAsync(CrashScene scene, CancellationToken stop) => WhileHeldAsync(scene, "runs", stop);

    public static Task PackageOfferAsync(CrashScene scene, CancellationToken stop) => WhileHeldAsync(scene, "downloads", stop);

    public static Task JitCallAsync(CrashScene scene, CancellationToken stop) => WhileHeldAsync(scene, "jitconfig", stop);

    public static async Task PackageDownloadAsync(CrashScene scene, CancellationToken stop)
    {
        var package = Path.GetFileName((await PracticeRunnerPackage.FindAsync()).Archive);
        await scene.Bed.Forge.Admin.TroublePackageAsync(package, new ForgePackageTrouble { BytesPerSecond = 1 << 20 }, stop);
        await scene.StartAsync(stop);
        await scene.QueueAsync("true", CrashScene.First, stop);
        var runners = Path.Combine(scene.Bed.Home.Data, "runners");
        await CrashScene.UntilAsync(() => Directory.Exists(runners) && SizeOf(runners) > 1 << 20, stop);
        await scene.KillAsync(stop);
        await scene.Bed.Forge.Admin.TroublePackageAsync(package, new ForgePackageTrouble(), stop);
        await scene.StartAsync(stop);
    }

    /// <summary>Frozen while the forge makes up its mind, so that the answer is sent and never read.</summary>
    public static async Task JitAnswerAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var held = await scene.HoldAsync("jitconfig", stop, seconds: 1);
        await scene.QueueAsync("true", CrashScene.First, stop);
        await held();
        scene.Daemon.Freeze();
        await scene.Bed.Forge.Admin.WaitForCensusAsync(c => c.Registrations.Count == 1, stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    /// <summary>A pipe in place of the template of disk images: copying it waits for a writer that never comes.</summary>
    public static async Task SandboxCreateAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var spare = Path.Combine(scene.Bed.Home.Data, "spare");
        var template = Path.Combine(spare, $"template.{CrashScene.DiskBytes}");
        await CrashScene.UntilAsync(() => File.Exists(template) && Directory.GetFiles(spare, $"*.{CrashScene.DiskBytes}.img").Length == SparesAhead, stop);
        File.Move(template, template + ".aside");
        await MakePipeAsync(template, stop);
        foreach (var image in Directory.GetFiles(spare, "*.img"))
        {
            File.Delete(image);
        }

        await scene.QueueAsync("true", CrashScene.First, stop);
        await CrashScene.UntilAsync(() => Directory.EnumerateDirectories(Path.Combine(scene.Bed.Home.Data, "slots")).Any(), stop);
        await scene.KillAsync(stop);
        File.Delete(template);
        File.Move(template + ".aside", template);
        await scene.StartAsync(stop);
    }

    /// <summary>The keeper's script waits on a pipe before it does anything.</summary>
    public static async Task SandboxStartAsync(CrashScene scene, CancellationToken stop)
    {
        await scene.StartAsync(stop);
        var keeper = Path.Combine(scene.Bed.Home.Data, "keeper.sh");
        var (real, pipe) = (keeper + ".aside", Path.Combine(scene.Bed.Home.Data, "keeper.pipe"));
        await MakePipeAsync(pipe, stop);
        File.Move(keeper, real);
        await File.WriteAllTextAsync(keeper, $"#!/bin/sh\nread -r go < {pipe}\nexec /bin/sh {real} \"$@\"\n", stop);
        await scene.QueueAsync("true", CrashScene.First, stop);
        var slots = Path.Combine(scene.Bed.Home.Data, "slots");
        await CrashScene.UntilAsync(() => Directory.EnumerateDirectories(slots).Any(s => File.Exists(Path.Combine(s, "runner", ".credentials"))), stop);
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
        using var writer = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"timeout 2 sh -c 'echo go > {pipe}' || true"]);
        await writer.WaitForExitAsync(stop);
    }

    private static async Task WhileHeldAsync(CrashScene scene, string routeClass, CancellationToken stop)
    {
        var held = await scene.HoldAsync(routeClass, stop);
        await scene.QueueAsync("true", CrashScene.First, stop);
        scene.Launch();
        await held();
        await scene.KillAsync(stop);
        await scene.StartAsync(stop);
    }

    private static async Task MakePipeAsync(string path, CancellationToken stop)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", path]);
        await made.WaitForExitAsync(stop);
    }

    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
