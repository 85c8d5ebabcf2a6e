using System.CommandLine;
using System.CommandLine.Invocation;

namespace Ephemerd.Benchmarks.Running;

/// <summary>The command line. Exit codes: 0 every check holds, 1 one does not, 2 wrong usage.</summary>
internal static class BenchmarkLine
{
    public const int Holds = 0;
    public const int Fails = 1;
    public const int Wrong = 2;

    /// <summary>Time to end what was started after a Ctrl-C: a daemon with jobs takes a while.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] arguments, params IEnumerable<Command> benchmarks)
    {
        var root = new RootCommand("Loads and breaks the built daemon from outside and checks what it promises. Each benchmark ends with one JSON object on the last line.");
        foreach (var benchmark in benchmarks)
        {
            root.Add(benchmark);
        }

        var parsed = root.Parse(arguments);
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Farewell });
        }

        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        await Console.Error.WriteLineAsync("see --help");
        return Wrong;
    }
}
