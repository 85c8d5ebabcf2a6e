using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ephemerd.Cli;

/// <summary>The library's help, and the verb's examples under it.</summary>
/// <param name="first">For who has not named a verb yet.</param>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<(string Line, string Meaning)> first) : SynchronousCommandLineAction
{
    /// <summary>Help is given however wrong the rest of the line is.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            RootCommand => first,
            _ => [],
        };
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            var width = examples.Max(e => e.Line.Length);
            output.WriteLine("Examples:");
            foreach (var (line, meaning) in examples)
            {
                output.WriteLine($"  {line.PadRight(width)}  {meaning}");
            }

            output.WriteLine();
        }

        return ExitCode.Done;
    }
}
