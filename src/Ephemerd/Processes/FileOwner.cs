namespace Ephemerd.Processes;

/// <summary>A numeric owner of a file.</summary>
internal readonly record struct FileOwner(uint Uid, uint Gid);
