using System.Globalization;
using Ephemerd.Status.Control;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ephemerd.Cli.Output;

/// <summary>What <c>top</c> shows of one look at the daemon.</summary>
internal static class TopPicture
{
    /// <summary>A terminal's height; what is cut off is counted.</summary>
    private const int MostRows = 12;
    private const int BarWidth = 20;

    /// <summary>GitHub's secondary limit a minute.</summary>
    private const int MostPoints = 900;

    public static IRenderable Draw(TopLook look, Screen screen)
    {
        var parts = new List<IRenderable> { new Text(Heading(look, screen)) };
        parts.AddRange(look.State.Alarms.Select(a => new Text($"ALARM {a.Where}: {a.What}", new Style(Color.Red))));
        if (look.Trouble is { } trouble)
        {
            parts.Add(new Text($"as of {screen.Since(look.At)} ago: {trouble}", new Style(Color.Yellow)));
        }

        foreach (var (headings, rows) in Tables(look, screen).Where(t => t.Rows.Count > 0))
        {
            parts.Add(Text.Empty);
            parts.Add(Screen.Fancy(headings, rows));
        }

        return new Rows(parts);
    }

    public static void Print(TopLook look, Screen screen)
    {
        screen.Line(Heading(look, screen));
        foreach (var alarm in look.State.Alarms)
        {
            screen.Line($"ALARM {alarm.Where}: {alarm.What}");
        }

        foreach (var (headings, rows) in Tables(look, screen).Where(t => t.Rows.Count > 0))
        {
            screen.Line();
            screen.Table(headings, rows);
        }
    }

    private static string Heading(TopLook look, Screen screen) =>
        $"ephemerd {look.State.Version}, up {screen.Since(look.State.StartedAt)}, {StateWords.Mode(look.State)}: {StateWords.Load(look.State)}";

    private static IEnumerable<(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)> Tables(TopLook look, Screen screen)
    {
        yield return (
            ["BACKEND", "SLOTS", "ALIVE", "USABLE"],
            [.. look.State.Backends.Select(b => new[]
            {
                b.Name, b.Capacity == int.MaxValue ? string.Empty : Bar(b.Live, b.Capacity),
                b.Capacity == int.MaxValue ? Number(b.Live) : $"{b.Live}/{b.Capacity}", b.Usable ? "yes" : "NO",
            })]);
        yield return (
            ["CREDENTIAL", "POINTS A MINUTE", "", "LEFT THIS HOUR", "CHARGED", "REQUESTS"],
            [.. look.State.Credentials.Select(c => new[]
            {
                c.Name, Bar(c.PointsLastMinute, MostPoints), $"{c.PointsLastMinute}/{MostPoints}",
                c.Remaining is { } left ? Number(left) : "-", Number(c.Charged), Number(c.Requests),
            })]);
        var alive = look.Jobs.Runs.Where(r => r.EndedAt is null).OrderBy(r => r.GrantedAt).ToList();
        yield return (
            [$"RUNNER ({alive.Count})", "REPOSITORY", "JOB", "STATE", "FOR"],
            [.. alive.Take(MostRows).Select(r => new[]
            {
                r.Name, r.Repo, r.Job is { } job ? $"{job.JobId} {job.Name}" : "-", r.Phase, screen.Since(r.BusyAt ?? r.StartedAt ?? r.GrantedAt),
            })]);
        var waiting = look.Jobs.Waiting.OrderBy(w => w.QueuedAt).ToList();
        yield return (
            [$"WAITING ({waiting.Count})", "REPOSITORY", "JOB", "FOR", "WHY"],
            [.. waiting.Take(MostRows).Select(w => new[]
            {
                Number(w.JobId), w.Repo, w.Name, screen.Since(w.QueuedAt), $"{w.Verdict}: {w.Reason}",
            })]);
    }

    private static string Bar(int have, int most)
    {
        var filled = Math.Clamp((int)Math.Round((double)BarWidth * have / Math.Max(1, most)), have > 0 ? 1 : 0, BarWidth);
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}]";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One look at the daemon.</summary>
/// <param name="Trouble">Why the look after this one could not be had.</param>
internal sealed record TopLook(StateView State, JobsView Jobs, DateTimeOffset At, string? Trouble);
