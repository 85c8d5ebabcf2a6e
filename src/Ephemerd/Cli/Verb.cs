using System.CommandLine;

namespace Ephemerd.Cli;

/// <summary>A command that shows how it is used.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines with a word about each.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];
}
