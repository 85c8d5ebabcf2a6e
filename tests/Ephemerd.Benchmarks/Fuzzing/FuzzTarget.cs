namespace Ephemerd.Benchmarks.Fuzzing;

/// <summary>Something that reads what strangers wrote. It must never throw, never hang, and keep what it promises of its answer.</summary>
/// <param name="name">What the command line and its folder in the corpus call it.</param>
internal abstract class FuzzTarget(string name)
{
    public string Name => name;

    /// <summary>How many inputs one turn takes: about as long for every target.</summary>
    public abstract int Turn { get; }

    /// <summary>Files beside those of the corpus folder.</summary>
    public virtual IEnumerable<string> MoreSeeds => [];

    /// <summary>Pieces that mean something to the reader, so that chance need not find them letter by letter.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Reads one input.</summary>
    /// <returns>What kind of answer it was: an input with a kind never seen is kept and changed further.</returns>
    /// <exception cref="FuzzFault">A promise was broken.</exception>
    public abstract string Read(byte[] input);
}

/// <summary>A promise that an input broke.</summary>
internal sealed class FuzzFault(string what) : Exception(what);
