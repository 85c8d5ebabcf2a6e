namespace Ephemerd.Runners.Download;

/// <summary>What a failed write means. Pure.</summary>
internal static class DiskFaultRules
{
    // ENOSPC and EDQUOT come through as raw errno, or as Windows' code where space is reserved ahead.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    public static PackageFault Of(Exception fault, string root) => fault.HResult is NoSpace or OverQuota or DiskFull or HandleDiskFull
        ? new PackageFault(PackageFaultKind.DiskFull, $"no room for a runner package under {root}: free some, or run 'ephemerd runner gc'")
        : new PackageFault(PackageFaultKind.NotWritable, $"a runner package cannot be written under {root}: {fault.Message}");
}
