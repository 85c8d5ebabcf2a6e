using System.CommandLine;
using Ephemerd.Status;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class SweepVerb
{
    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var dry = new Option<bool>("--dry-run") { Description = "Only tell what would be done." };
        var verb = new Verb("sweep", "Remove what earlier runs and daemons left: now, and not in 30 s. Works without the daemon too.")
        {
            Options = { json, dry },
            Examples = [("ephemerd sweep --dry-run", "what is left here, a line of reason each"), ("ephemerd sweep", "after `ephemerd drain --wait` and before an uninstall")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var report = await AskAsync(cli, parsed, parsed.GetValue(dry), stop).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(report, ControlJson.Default.SweepReport);
            }
            else
            {
                Show(report, cli.Screen);
            }

            return report.PassedOver.Count == 0 && report.Rows.All(r => r.Failed is null) ? ExitCode.Done : ExitCode.Failed;
        });
        return verb;
    }

    private static async Task<SweepReport> AskAsync(CliContext cli, ParseResult parsed, bool dryRun, CancellationToken stop)
    {
        using var daemon = cli.Connect(parsed);
        try
        {
            return await daemon.SweepAsync(dryRun, stop).ConfigureAwait(false);
        }
        catch (ControlFault fault) when (fault.Kind == ControlFaultKind.NotReachable)
        {
            return await cli.Offers.Sweep(cli.PlacesOf(parsed), dryRun, stop).ConfigureAwait(false);
        }
    }

    private static void Show(SweepReport report, Output.Screen screen)
    {
        if (report.Rows.Count == 0)
        {
            screen.Line("nothing is left that should not be here");
        }

        screen.Table(
            ["ACTION", "KIND", "NAME", "REASON"],
            [.. report.Rows.Select(r => new[] { r.Action, r.Family, r.Name, r.Failed is null ? r.Reason : $"{r.Reason}. NOT DONE: {r.Failed}" })]);
        foreach (var gap in report.PassedOver)
        {
            screen.Line($"passed over {gap.Family}: {gap.Reason}");
        }
    }
}
