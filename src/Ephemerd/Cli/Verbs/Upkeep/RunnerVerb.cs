using System.CommandLine;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;

namespace Ephemerd.Cli.Verbs;

internal static class RunnerVerb
{
    public static Command Make(CliContext cli) => new Verb("runner", "The unpacked releases of the Actions runner.")
    {
        Subcommands = { List(cli), Pull(cli), Collect(cli) },
        Examples = [("ephemerd runner list", "what is here and in use"), ("ephemerd runner pull", "the newest, now")],
    };

    private static Verb List(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var verb = new Verb("list", "What is unpacked here.") { Options = { json }, Examples = [("ephemerd runner list", "which versions, how large, and whether a run uses them"), ("ephemerd runner list --json", "for scripts")] };
        verb.SetAction(async (parsed, stop) =>
        {
            Show(cli, await cli.Offers.Runner.ListAsync(cli.PlacesOf(parsed), stop).ConfigureAwait(false), parsed.GetValue(json), "no runner release is unpacked here");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Pull(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var version = new Argument<string?>("VERSION") { Description = "Such as 2.336.0; without it the newest GitHub offers.", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Verb("pull", "Fetch, prove and unpack a release now, so that the first job does not wait for it.")
        {
            Arguments = { version },
            Options = { json },
            Examples = [("ephemerd runner pull", "the newest"), ("ephemerd runner pull 2.336.0", "a pinned one")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var pulled = await cli.Offers.Runner.PullAsync(cli.PlacesOf(parsed), parsed.GetValue(version), stop).ConfigureAwait(false);
            Show(cli, [pulled], parsed.GetValue(json), "");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Collect(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var dry = new Option<bool>("--dry-run") { Description = "Only tell what would go." };
        var verb = new Verb("gc", "Remove releases that no run uses and no new run would.")
        {
            Options = { json, dry },
            Examples = [("ephemerd runner gc --dry-run", "what would go")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var gone = await cli.Offers.Runner.CollectAsync(cli.PlacesOf(parsed), parsed.GetValue(dry), stop).ConfigureAwait(false);
            if (gone.Count > 0 && !parsed.GetValue(json))
            {
                cli.Screen.Line(parsed.GetValue(dry) ? "would be removed:" : "removed:");
            }

            Show(cli, gone, parsed.GetValue(json), "nothing to remove");
            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(CliContext cli, IReadOnlyList<RunnerPackageRow> packages, bool json, string none)
    {
        if (json)
        {
            cli.Screen.Json(new RunnerReport(packages), CliJson.Default.RunnerReport);
            return;
        }

        if (packages.Count == 0)
        {
            cli.Screen.Line(none);
        }

        cli.Screen.Table(
            ["VERSION", "SYSTEM", "ARCHITECTURE", "SIZE", "IN USE", "PATH"],
            [.. packages.Select(p => new[] { p.Version, p.Os, p.Architecture, $"{p.Bytes / 1048576.0:0} MiB", p.InUse switch { true => "yes", false => "no", null => "unknown" }, p.Path })]);
    }
}
