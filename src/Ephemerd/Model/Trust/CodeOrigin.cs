namespace Ephemerd.Model;

/// <summary>Whose code a job would run: the question behind every trust.</summary>
internal enum CodeOrigin
{
    /// <summary>Of the repository itself: somebody who may push to it put it there.</summary>
    Own,

    /// <summary>Of another repository: anybody may have written it.</summary>
    Foreign,

    /// <summary>Nothing seen so far tells. Counts as foreign wherever trust hangs on it.</summary>
    Unknown,
}
