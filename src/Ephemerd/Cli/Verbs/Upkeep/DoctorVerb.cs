using System.CommandLine;
using Ephemerd.Cli.Offers;
using Ephemerd.Cli.Output;

namespace Ephemerd.Cli.Verbs;

internal static class DoctorVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var prove = new Option<bool>("--prove") { Description = "Also register a runner that no job can reach in the first repository, and remove it again." };
        var verb = new Verb("doctor", "Whether this machine, its configuration and its GitHub are fit, and what to do where they are not. Works without the daemon.")
        {
            Options = { json, prove },
            Examples = [("ephemerd doctor", "before the first start"), ("ephemerd doctor --config ./new.toml", "before a change of configuration"), ("ephemerd doctor --prove", "with a new token, whose rights reading does not show")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var rows = new List<FindingRow>();
            foreach (var probe in cli.Offers.Probes(cli.PlacesOf(parsed), parsed.GetValue(prove)))
            {
                rows.Add(await AskAsync(probe, cli.Screen.Clock, stop).ConfigureAwait(false));
                if (!parsed.GetValue(json))
                {
                    Show(rows[^1], cli.Screen);
                }
            }

            var report = new DoctorReport(rows.TrueForAll(r => r.Verdict != "fail"), rows);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(report, CliJson.Default.DoctorReport);
            }

            return report.Ok ? ExitCode.Done : ExitCode.Failed;
        });
        return verb;
    }

    private static async Task<FindingRow> AskAsync(DoctorProbe probe, TimeProvider clock, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        Finding finding;
        try
        {
            finding = await probe.AskAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            finding = new Finding(FindingVerdict.Fail, $"no answer in {Patience.TotalSeconds:0} s");
        }

        return new FindingRow(probe.Name, Word(finding.Verdict), finding.Fact, finding.Fix);
    }

    private static void Show(FindingRow row, Screen screen)
    {
        screen.Line($"{row.Verdict.Replace('_', ' '),-7}  {row.Name}: {row.Fact}");
        if (row.Fix is { } fix)
        {
            screen.Line($"         fix: {fix}");
        }
    }

    private static string Word(FindingVerdict verdict) => verdict switch
    {
        FindingVerdict.Ok => "ok",
        FindingVerdict.Warn => "warn",
        FindingVerdict.Fail => "fail",
        FindingVerdict.NotRun => "not_run",
    };
}
