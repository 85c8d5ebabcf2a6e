namespace Ephemerd.Telemetry;

/// <summary>Figures of the machine and of the daemon's own process, read when they are asked for; what the system does not tell is absent.</summary>
/// <param name="diskFloor">Bytes that must stay free in the data directory, asked each time: a reload may change it.</param>
internal sealed class HostMetrics(Func<HostReadings> read, Func<long> diskFloor)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Metric> _had = [];
    private HostReadings? _last;

    public void Register(DaemonMeter meter)
    {
        Observe(meter, MetricCatalog.ProcessCpu, r => r.ProcessCpu.TotalSeconds);
        Observe(meter, MetricCatalog.ProcessMemory, r => r.ProcessMemory);
        Observe(meter, MetricCatalog.HostProcessors, r => r.Processors);
        Observe(meter, MetricCatalog.HostLoad, r => r.Load);
        Observe(meter, MetricCatalog.HostMemory, r => r.Memory);
        Observe(meter, MetricCatalog.HostMemoryAvailable, r => r.MemoryAvailable);
        Observe(meter, MetricCatalog.DiskFree, r => r.DiskFree);
        meter.Observe(MetricCatalog.DiskFloor, () => [new(diskFloor())]);
    }

    private void Observe(DaemonMeter meter, Metric metric, Func<HostReadings, double?> figure) =>
        meter.Observe(metric, () => figure(ReadingFor(metric)) is { } known ? [new(known)] : []);

    /// <summary>One reading serves each figure once: who asks again begins the next round, so a page costs one reading and none is old.</summary>
    private HostReadings ReadingFor(Metric metric)
    {
        lock (_gate)
        {
            if (_last is null || !_had.Add(metric))
            {
                _last = read();
                _had.Clear();
                _had.Add(metric);
            }

            return _last;
        }
    }
}
