using System.CommandLine;
using Ephemerd.Config;

namespace Ephemerd.Cli.Verbs;

internal static class ConfigVerb
{
    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var check = new Verb("check", "Every problem of the configuration file with its line and the fix; exit code 2 if there is any. Changes nothing.")
        {
            Options = { json },
            Examples = [("ephemerd config check --config ./new.toml", "before it goes live")],
        };
        check.SetAction(parsed => ConfigCheck.Run(cli.PlacesOf(parsed).ConfigFile, parsed.GetValue(json), cli.Screen.Output));
        return new Command("config", "Look at the configuration.") { check };
    }
}
