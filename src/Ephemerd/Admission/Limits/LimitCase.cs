using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>One more run of a class against everything that is held.</summary>
/// <param name="Disk">Bytes its slot may grow to; null for unlimited.</param>
internal sealed record LimitCase(RunnerClass Class, long? Disk, Occupancy Held, AdmissionPolicy Policy)
{
    public BackendRoom? Backend => Policy.Backends.GetValueOrDefault(Class.Backend);

    /// <summary>What the class reserves on the data directory's disk. "Unlimited" reserves nothing: nobody could.</summary>
    public long Reserves => Backend is { TakesDisk: true } ? Disk ?? 0 : 0;

    public Fact Set(string name, string value) => new(name, value, "configuration", Policy.ReadAt);

    public Fact Counted(string name, string value) => new(name, value, "leases", Policy.At);
}
