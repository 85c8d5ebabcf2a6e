namespace Ephemerd.Model;

/// <summary>One limit as asked for and as really set, for the record: a limit that could not be set says so here and nowhere else.</summary>
/// <param name="Name"><c>memory</c>, <c>cpus</c>, <c>processes</c>, <c>open_files</c>, <c>disk</c> or <c>core</c>.</param>
/// <param name="Requested">As the operator wrote it; null for unlimited.</param>
/// <param name="Applied">What the kernel was told; null when nothing enforces it.</param>
/// <param name="By">What enforces it (<c>cgroup v1</c>, <c>prlimit</c>, <c>loop image</c>, <c>watchdog</c>) or why nothing does.</param>
internal sealed record AppliedLimit(string Name, string? Requested, string? Applied, string By);
