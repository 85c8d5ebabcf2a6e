namespace Ephemerd.Processes;

/// <summary>
/// A program to start. Everything it gets is written here: it inherits no variable and no working directory of ours, since both have leaked
/// secrets and wrong files into jobs elsewhere.
/// </summary>
/// <param name="File">An absolute path, or a name looked up in the <c>PATH</c> of the daemon's platform default.</param>
/// <param name="WorkingDirectory">Absolute, and there.</param>
internal sealed record ChildCommand(
    string File, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>A system tool with the plainest environment there is.</summary>
    public static ChildCommand Tool(string file, params IReadOnlyList<string> arguments) => new(file, arguments, "/", PlainEnvironment);

    /// <summary>A fixed search path and a language whose messages can be read by a program.</summary>
    public static IReadOnlyDictionary<string, string> PlainEnvironment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["LC_ALL"] = "C",
    };
}

/// <summary>How a short command ended.</summary>
/// <param name="ExitCode">128 + n for a signal; -1 when it ran out of time and was killed.</param>
/// <param name="Output">At most 1 MiB of its standard output; the rest was read and dropped.</param>
/// <param name="Error">The same of its standard error.</param>
internal sealed record ChildOutcome(int ExitCode, string Output, string Error, bool TimedOut)
{
    public bool Succeeded => ExitCode == 0 && !TimedOut;

    /// <summary>What to show an operator: the last line of its complaint, or its exit code.</summary>
    public string Reason => TimedOut ? "ran out of time" : LastLine(Error) ?? LastLine(Output) ?? $"exit code {ExitCode}";

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
