namespace Ephemerd.Status;

/// <summary>What one sweep found and did, as <c>sweep --json</c> prints it.</summary>
/// <param name="DryRun">Nothing was done, only found.</param>
/// <param name="Rows">Everything that is not as it should be.</param>
/// <param name="PassedOver">Families that could not be looked at wholly and were left alone, with the reason.</param>
internal sealed record SweepReport(bool DryRun, IReadOnlyList<SweepRow> Rows, IReadOnlyList<SweepGap> PassedOver);

/// <param name="Action">What is to be done about it, in one word.</param>
/// <param name="Reason">One line.</param>
/// <param name="Failed">Why it could not be done; null when it was, or need not be.</param>
internal sealed record SweepRow(string Family, string Name, string Action, string Reason, string? Failed);

internal sealed record SweepGap(string Family, string Reason);

/// <summary>Something that should be gone, is out of use, and is tried again at every sweep.</summary>
internal sealed record QuarantinedThing(string Family, string Name, string Reason, DateTimeOffset Since, int Attempts);

/// <summary>How often one kind of thing was put right in one way.</summary>
internal sealed record SweepRepairs(string Family, string Action, long Count);
