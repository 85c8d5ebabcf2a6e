using System.CommandLine;
using Ephemerd.Config;

namespace Ephemerd.Cli;

/// <summary>Options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Config { get; } = new("--config")
    {
        Description = $"The configuration file. Else ${PlaceRules.ConfigVariable}, else config.toml in the data directory.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = $"The data directory. Else ${PlaceRules.DataVariable}, else the platform's own place.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Places Read(ParseResult parsed, HostEnvironment host) => Places.Find(parsed.GetValue(Config), parsed.GetValue(DataDirectory), host);
}
