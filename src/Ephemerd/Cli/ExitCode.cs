namespace Ephemerd.Cli;

/// <summary>What the program says to the shell. Part of its outside face: numbers never change their meaning.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration: repeating it unchanged is pointless.</summary>
    public const int Wrong = 2;

    public const int NotReachable = 3;

    /// <summary>Refused as unsafe.</summary>
    public const int Unsafe = 4;
}
