namespace Ephemerd.Runners.Download;

/// <summary>A package being made ready, for the status window.</summary>
/// <param name="Total">Null where the server does not say.</param>
internal sealed record PackageProgress(string Name, PackageStep Step, long Bytes, long? Total);

internal enum PackageStep
{
    Waiting,
    Fetching,
    Unpacking,
}
