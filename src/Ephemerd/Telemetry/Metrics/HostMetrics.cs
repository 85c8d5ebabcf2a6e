using System.Diagnostics.Metrics;

namespace Ephemerd.Telemetry;

/// <summary>Figures of the machine and of the daemon's own process, read when they are asked for; what the system does not tell is absent.</summary>
/// <param name="diskFloor">Bytes that must stay free in the data directory, asked each time: a reload may change it.</param>
internal sealed class HostMetrics(Func<HostReadings> read, Func<long> diskFloor)
{
    public void Register(DaemonMeter meter)
    {
        meter.Observe(MetricCatalog.ProcessCpu, () => [new(read().ProcessCpu.TotalSeconds)]);
        meter.Observe(MetricCatalog.ProcessMemory, () => [new(read().ProcessMemory)]);
        meter.Observe(MetricCatalog.HostProcessors, () => [new(read().Processors)]);
        meter.Observe(MetricCatalog.HostLoad, () => Present(read().Load));
        meter.Observe(MetricCatalog.HostMemory, () => Present(read().Memory));
        meter.Observe(MetricCatalog.HostMemoryAvailable, () => Present(read().MemoryAvailable));
        meter.Observe(MetricCatalog.DiskFree, () => Present(read().DiskFree));
        meter.Observe(MetricCatalog.DiskFloor, () => [new(diskFloor())]);
    }

    private static IEnumerable<Measurement<double>> Present(double? value) => value is { } known ? [new(known)] : [];
}
