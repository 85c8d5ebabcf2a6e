namespace Ephemerd.Model;

/// <summary>What one run may use. Null means the operator wrote <c>"unlimited"</c>; zero never occurs.</summary>
/// <param name="Memory">Bytes of memory, swap excluded.</param>
/// <param name="Cpus">Processors' worth of time, fractions allowed.</param>
/// <param name="Processes">Processes and threads together, as the kernel counts them.</param>
/// <param name="OpenFiles">Open files of one process.</param>
/// <param name="Disk">Bytes of the slot: home, temporary files, work and runner together.</param>
internal sealed record RunnerLimits(long? Memory, double? Cpus, int? Processes, int? OpenFiles, long? Disk);
