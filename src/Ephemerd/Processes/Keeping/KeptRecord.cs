using System.Globalization;

namespace Ephemerd.Processes.Keeping;

/// <summary>
/// What the keeper has left in its folder so far. A file that does not show its end counts as absent; a daemon may have died at any point
/// and so may the keeper, hence every part may be missing.
/// </summary>
/// <param name="Keeper">Null until the payload was reached.</param>
/// <param name="Inside">The init of the pid namespace, or the leader of the session; null until the payload was reached.</param>
internal sealed record KeptRecord(ProcessIdentity? Keeper, ProcessIdentity? Inside, KeptExit? Exit)
{
    public const string LogFile = "runner.log";
    public const string AliveFile = "alive";
    public const string ExitFile = "exit";
    public const string StatusPipe = "status";
    private const string Whole = "whole";

    /// <summary>All that a keeper may leave beside the log.</summary>
    public static IReadOnlyList<string> Files { get; } = [AliveFile, ExitFile, $"{ExitFile}.part", StatusPipe];

    public static KeptRecord Read(string folder)
    {
        // The exit is read first: a keeper that ends in between then still shows as alive, never as gone without a word.
        var exit = TryRead(Path.Combine(folder, ExitFile)) is { } text ? KeptExit.Parse(text) : null;
        var alive = TryRead(Path.Combine(folder, AliveFile))?.Split('\n') ?? [];
        alive = alive.Contains(Whole, StringComparer.Ordinal) ? alive : [];
        return new KeptRecord(Find(alive, "keeper "), Find(alive, "inside "), exit);
    }

    private static ProcessIdentity? Find(string[] lines, string who) =>
        Array.Find(lines, line => line.StartsWith(who, StringComparison.Ordinal)) is { } found ? ProcessIdentity.Parse(found[who.Length..]) : null;

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>How a kept command ended.</summary>
/// <param name="Code">Of the payload (128 + n for a signal), or the number of the <see cref="KeptStage"/> that failed.</param>
/// <param name="Reached">Whether the payload was reached; if not, no code of it can be meant.</param>
internal sealed record KeptExit(int Code, bool Reached)
{
    public static KeptExit? Parse(string text) => text.Trim().Split(' ') switch
    {
        [var code, "reached"] when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => new(n, Reached: true),
        [var code, "unreached"] when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => new(n, Reached: false),
        _ => null,
    };
}
