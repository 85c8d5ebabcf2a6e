using Ephemerd.PracticeRunner.Os;

namespace Ephemerd.PracticeRunner.Setup;

/// <summary>
/// The Listener's arguments, each of which may also come as <c>ACTIONS_RUNNER_INPUT_NAME</c> (read once, then removed from the
/// environment, known or not, as they may be secrets; observed on runner v2.336.0).
/// </summary>
internal sealed record CommandLine(string Verb, string? JitConfig, bool Once, IReadOnlyList<string> Unrecognized)
{
    private const string InputPrefix = "ACTIONS_RUNNER_INPUT_";
    private static readonly string[] Verbs = ["run", "configure", "remove", "warmup"];

    public static CommandLine Parse(string[] args)
    {
        var verb = "run";
        string? jitConfig = null;
        var once = false;
        var unrecognized = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--jitconfig" when i + 1 < args.Length:
                    jitConfig = args[++i];
                    break;
                case "--once":
                    once = true;
                    break;
                case "--version" or "--help" or "--commit":
                    verb = args[i][2..];
                    break;
                case var word when i == 0 && Verbs.Contains(word, StringComparer.OrdinalIgnoreCase):
                    verb = word.ToLowerInvariant();
                    break;
                case var word:
                    unrecognized.Add(word.TrimStart('-'));
                    break;
            }
        }

        var inputs = TakeInputs();
        return new CommandLine(verb, jitConfig ?? inputs.GetValueOrDefault("JITCONFIG"), once, unrecognized);
    }

    private static Dictionary<string, string?> TakeInputs() =>
        ProcessEnvironment.All().Keys
            .Where(name => name.StartsWith(InputPrefix, StringComparison.Ordinal))
            .ToDictionary(name => name[InputPrefix.Length..], ProcessEnvironment.Take);
}
