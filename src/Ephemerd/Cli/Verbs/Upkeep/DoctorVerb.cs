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
            foreach (var probe in Probes(cli, cli.PlacesOf(parsed), parsed.GetValue(prove)))
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
            finding = new Finding(
                FindingVerdict.Fail, $"no answer in {Patience.TotalSeconds:0} s", "see what holds this machine or its network up, then again; the other lines do not wait for it");
        }
#pragma warning disable CA1031 // A doctor that dies of what it finds helps nobody: the other questions are asked all the same.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            finding = Unforeseen(e);
        }

        return new FindingRow(probe.Name, Word(finding.Verdict), finding.Fact, finding.Fix);
    }

    private static IReadOnlyList<DoctorProbe> Probes(CliContext cli, Places places, bool prove)
    {
        try
        {
            return cli.Offers.Probes(places, prove);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return [new DoctorProbe("doctor", _ => Task.FromResult(Unforeseen(e)))];
        }
    }

    private static Finding Unforeseen(Exception e) => new(
        FindingVerdict.Fail, $"{e.GetType().Name}: {e.Message}",
        e is IOException or UnauthorizedAccessException
            ? "see that this user may read and write what the sentence names, and that its disk has room; then again"
            : "mend what the sentence names; if it names nothing of this machine it is a bug of this program");

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
