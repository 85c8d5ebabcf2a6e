namespace Ephemerd.Model;

/// <summary>Something an operator has to mend: where it is, what is wrong and what to do about it.</summary>
/// <param name="Where">A file, a configuration key or a part of the machine, in the operator's words.</param>
/// <param name="What">What is wrong, with the value seen.</param>
/// <param name="Fix">What to write or run instead.</param>
/// <param name="Line">1-based, where a text is at fault; otherwise null.</param>
/// <param name="Column">1-based, counted in characters; null with <paramref name="Line"/>.</param>
internal sealed record Problem(string Where, string What, string Fix, int? Line = null, int? Column = null)
{
    /// <summary>The text file at fault, as the operator named it; null where no text is at fault.</summary>
    public string? File { get; init; }
}
