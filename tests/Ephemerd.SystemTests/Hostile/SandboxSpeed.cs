using System.Globalization;
using Ephemerd.Sandboxes.Bubblewrap;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>From CreateAsync to the payload reached, in ms. The aims are the design's; the bounds asserted are loose, since CI machines are shared.</summary>
[CancelAfter(120_000)]
internal sealed class SandboxSpeed : HostileJobs
{
    private const int Alone = 40;
    private const int Together = 40;

    [Test]
    public async Task A_sandbox_starts_quickly_alone_and_in_a_crowd(CancellationToken stop)
    {
        for (var warm = 0; warm < 3; warm++)
        {
            await (await StartAsync("exit 0", stop)).WaitAsync(stop);
        }

        var alone = new List<double>();
        for (var i = 0; i < Alone; i++)
        {
            alone.Add(await TimedAsync(stop));
        }

        var together = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => Task.Run(() => TimedAsync(stop), stop)));
        Print("one by one", alone, "aim 15 / 60");
        Print("40 at once", together, "aim - / 1200");
        Assert.That(Percentile(alone, 0.5), Is.LessThan(150));
        Assert.That(Percentile(together, 0.95), Is.LessThan(6000));
    }

    protected override BubblewrapOptions Options() => new() { Capacity = Together + Alone + 3, UsualDisk = Roomy.Disk };

    private async Task<double> TimedAsync(CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var sandbox = await StartAsync("exit 0", stop);
        var took = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
        _ = sandbox.WaitAsync(stop);
        return took;
    }

    private static void Print(string what, IReadOnlyCollection<double> times, string aim) => TestContext.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-12} p50 {Percentile(times, 0.5),7:0.0}  p95 {Percentile(times, 0.95),7:0.0}  worst {times.Max(),7:0.0} ms   ({aim})"));

    private static double Percentile(IEnumerable<double> times, double part) => times.Order().ToList() is var sorted
        ? sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(part * sorted.Count) - 1)] : 0;
}
