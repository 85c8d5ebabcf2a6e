using Ephemerd.GitHub;

namespace Ephemerd.Runners;

/// <summary>Why there is no runner package to run.</summary>
/// <param name="Message">For an operator: what was tried, what came of it, what to do.</param>
/// <param name="GitHub">What GitHub answered, where that is the reason.</param>
internal sealed record PackageFault(PackageFaultKind Kind, string Message, GitHubFault? GitHub = null);

internal enum PackageFaultKind
{
    /// <summary>GitHub would not tell which releases there are, and nothing is installed to go on with.</summary>
    NoList,

    /// <summary>GitHub offers no such release for this platform, or one without a checksum, or in a form that cannot be unpacked here.</summary>
    NotOffered,

    /// <summary>GitHub refuses the only version to be had: dispatch must stop, since every runner made from it would end at once.</summary>
    TooOld,

    /// <summary>The download was refused, cut short or too slow. Nothing was kept.</summary>
    NotFetched,

    /// <summary>What came is not what GitHub's checksum says. Nothing was kept.</summary>
    BadChecksum,

    /// <summary>The archive holds an entry that reaches outside it, or is no archive. Nothing was kept.</summary>
    BadArchive,

    /// <summary>The file system of the data directory is full. Nothing was kept.</summary>
    DiskFull,

    /// <summary>The data directory could not be written for another reason.</summary>
    NotWritable,
}
