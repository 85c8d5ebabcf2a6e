using System.Globalization;

namespace Ephemerd.PracticeRunner.Pretending;

/// <summary><c>pretend --script NAME [--seconds S] [--root DIR]</c>.</summary>
internal sealed record PretendOptions(PretendScript Script, TimeSpan Work, string Root)
{
    public const string Usage = "Usage: Runner.Listener pretend --script succeed|fail|hang|deaf|crash|quit|never-appear [--seconds S] [--root DIR]";

    public static bool TryParse(string[] args, out PretendOptions options)
    {
        options = new PretendOptions(PretendScript.Succeed, TimeSpan.Zero, Directory.GetCurrentDirectory());
        PretendScript? script = null;
        for (var i = 1; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--script" when Named(args[i + 1]) is { } named:
                    script = named;
                    break;
                case "--seconds" when double.TryParse(args[i + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds):
                    options = options with { Work = TimeSpan.FromSeconds(seconds) };
                    break;
                case "--root":
                    options = options with { Root = Path.GetFullPath(args[i + 1]) };
                    break;
                default:
                    return false;
            }
        }

        options = options with { Script = script ?? PretendScript.Succeed };
        return script is not null && args.Length % 2 == 1;
    }

    private static PretendScript? Named(string name) => name switch
    {
        "succeed" => PretendScript.Succeed,
        "fail" => PretendScript.Fail,
        "hang" => PretendScript.Hang,
        "deaf" => PretendScript.Deaf,
        "crash" => PretendScript.Crash,
        "quit" => PretendScript.Quit,
        "never-appear" => PretendScript.NeverAppear,
        _ => null,
    };
}
