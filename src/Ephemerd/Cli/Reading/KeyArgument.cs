using System.CommandLine;

namespace Ephemerd.Cli;

/// <summary>The argument by which a verb is told which run or job is meant.</summary>
internal static class KeyArgument
{
    public const string Meaning = "A runner's name, the number of the job it took, or an unmistakable beginning of the name or of its run id.";

    public static Argument<string> One(string description = Meaning)
    {
        var key = new Argument<string>("JOB") { Description = description };
        Check(key);
        return key;
    }

    public static Argument<string?> OneOrNone(string description)
    {
        var key = new Argument<string?>("JOB") { Description = description, Arity = ArgumentArity.ZeroOrOne };
        Check(key);
        return key;
    }

    /// <summary>A name has letters and digits. What has none is a slip, such as a variable that is empty, or a step in a path.</summary>
    private static void Check(Argument key) => key.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => !token.Value.Any(char.IsAsciiLetterOrDigit)))
        {
            result.AddError($"\"{result.Tokens[0].Value}\" names no run and no job; `ephemerd jobs` lists them.");
        }
    });
}
