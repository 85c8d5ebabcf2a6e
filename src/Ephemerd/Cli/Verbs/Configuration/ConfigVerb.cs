using System.CommandLine;
using Ephemerd.Config;
using Ephemerd.Config.Show;

namespace Ephemerd.Cli.Verbs;

internal static class ConfigVerb
{
    public static Command Make(CliContext cli) => new Verb("config", "Look at the configuration.")
    {
        Subcommands = { Check(cli), Show(cli) },
        Examples = [("ephemerd config check", "its problems, each with the fix"), ("ephemerd config show --effective", "what holds, and why")],
    };

    private static Verb Check(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var check = new Verb("check", "Every problem of the configuration file with its line and the fix; exit code 2 if there is any. Changes nothing.")
        {
            Options = { json },
            Examples = [("ephemerd config check --config ./new.toml", "before it goes live")],
        };
        check.SetAction(parsed => ConfigCheck.Run(cli.PlacesOf(parsed).ConfigFile, parsed.GetValue(json), cli.Screen.Output));
        return check;
    }

    private static Verb Show(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var effective = new Option<bool>("--effective") { Description = "With every default written out." };
        var repo = new Option<string?>("--repo") { Description = "What holds for one repository, all sections laid over each other.", HelpName = "owner/name" };
        var show = new Verb("show", "The configuration file in its normal form, each value with where it comes from. The output is a configuration that means the same.")
        {
            Options = { effective, repo, json },
            Examples = [("ephemerd config show --effective --repo acme/app", "what a job of acme/app gets, and why"), ("ephemerd config show --effective", "everything that holds")],
        };
        show.SetAction(parsed => ConfigShow.Run(
            cli.PlacesOf(parsed).ConfigFile, parsed.GetValue(repo), parsed.GetValue(effective), parsed.GetValue(json), cli.Screen.Output));
        return show;
    }
}
