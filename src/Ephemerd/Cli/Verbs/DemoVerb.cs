using System.CommandLine;
using Ephemerd.Cli.Offers;

namespace Ephemerd.Cli.Verbs;

internal static class DemoVerb
{
    public static Command Make(CliContext cli)
    {
        var jobs = Count("--jobs", 40, "How many jobs to queue.");
        var repos = Count("--repos", 5, "Over how many repositories.");
        var atOnce = new Option<int?>("--at-once") { Description = "The host's limit of runners alive at once. Default: enough for every repository's own limit.", HelpName = "N" };
        var oneByOne = new Option<bool>("--one-by-one") { Description = "Queue each job only when the one before has ended." };
        var backend = new Option<string>("--backend") { Description = "What makes the runners.", DefaultValueFactory = _ => "bubblewrap" };
        backend.AcceptOnlyFromAmong("bubblewrap", "pretend");
        var idle = new Option<int>("--idle-seconds") { Description = "How long to watch the idle daemon's requests afterwards.", DefaultValueFactory = _ => 20, HelpName = "S" };
        var keep = new Option<bool>("--keep") { Description = "Keep the data directory for a look at it." };
        var json = new Option<bool>("--json") { Description = "One JSON object on the last line." };
        var verb = new Verb("demo", "Show the whole thing here, now, without GitHub: a small GitHub and the daemon as child processes, real jobs, figures, and a proof that nothing is left.")
        {
            Options = { jobs, repos, atOnce, oneByOne, backend, idle, keep, json },
            Examples =
            [
                ("ephemerd demo", "40 jobs over 5 repositories"),
                ("ephemerd demo --jobs 20 --one-by-one --json", "how long one job takes to start, as JSON"),
            ],
        };
        verb.SetAction((parsed, stop) => cli.Offers.Demo(
            new DemoOptions(
                parsed.GetValue(jobs), parsed.GetValue(repos), parsed.GetValue(atOnce), parsed.GetValue(oneByOne), parsed.GetValue(backend)!,
                TimeSpan.FromSeconds(parsed.GetValue(idle)), parsed.GetValue(keep), parsed.GetValue(json)),
            stop));
        return verb;
    }

    private static Option<int> Count(string name, int usual, string meaning)
    {
        var option = new Option<int>(name) { Description = meaning, DefaultValueFactory = _ => usual, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError($"{name} takes a number from 1 to 10000.");
            }
        });
        return option;
    }
}
