using System.CommandLine;
using System.Globalization;
using Ephemerd.Cli.Output;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Verbs;

internal static class StatusVerb
{
    public static Command Make(CliContext cli)
    {
        var json = CliContext.JsonOption();
        var verb = new Verb("status", "The daemon as a whole: what lives, what waits, what its backends and its GitHub credentials are at, what needs you.")
        {
            Options = { json },
            Examples = [("ephemerd status", "for people"), ("ephemerd status --json | jq .live", "for scripts")],
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var daemon = cli.Connect(parsed);
            var state = await daemon.StateAsync(stop).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                cli.Screen.Json(state, ControlJson.Default.StateView);
            }
            else
            {
                Show(state, cli.Screen);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static void Show(StateView state, Screen screen)
    {
        screen.Line($"ephemerd {state.Version}, pid {state.Pid}, up {screen.Since(state.StartedAt)}: {StateWords.Mode(state)}");
        screen.Line(StateWords.Load(state));
        if (state.Configuration is { } config)
        {
            screen.Line($"configuration {config.File}, read {screen.Since(config.Since)} ago{(config.Refused.Count > 0 ? "; the file has changed since and is NOT in force" : "")}");
        }

        if (state.Configuration is { NeedsRestart: { Count: > 0 } waiting })
        {
            screen.Line($"takes effect at the next start: {string.Join(", ", waiting)}");
        }

        foreach (var alarm in state.Alarms)
        {
            screen.Line($"ALARM {alarm.Where}: {alarm.What}");
            screen.Line($"      fix: {alarm.Fix}");
        }

        screen.Line();
        screen.Table(
            ["BACKEND", "ISOLATION", "ALIVE", "CAPACITY", "USABLE", "NOTES"],
            [.. state.Backends.Select(b => new[]
            {
                b.Name, b.Isolation, Number(b.Live), b.Capacity == int.MaxValue ? "unlimited" : Number(b.Capacity), b.Usable ? "yes" : "NO", string.Join("; ", b.Notes),
            })]);
        screen.Line();
        screen.Table(
            ["CREDENTIAL", "REPOSITORIES", "LOOKED AT EVERY", "LAG", "CHARGED", "NOT MODIFIED", "POINTS/MIN", "REMAINING"],
            [.. state.Credentials.Select(c => new[]
            {
                c.Name, Repositories(c), $"{c.IntervalSeconds:0} s busy, {c.IdleIntervalSeconds:0} s idle", c.LagSeconds is { } lag ? $"{lag:0} s" : "-",
                Number(c.Charged), Number(c.NotModified), Number(c.PointsLastMinute), c.Remaining is { } left ? Number(left) : "-",
            })]);
    }

    private static string Repositories(CredentialView credential) =>
        string.Join(", ", ((string?[])[Number(credential.Repositories), Some(credential.Busy, "busy"), Some(credential.Refused, "refused")]).OfType<string>());

    private static string? Some(int count, string what) => count == 0 ? null : $"{Number(count)} {what}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
