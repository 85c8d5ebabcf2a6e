using System.Globalization;
using System.Runtime.InteropServices;

namespace Ephemerd.Benchmarks.Trouble;

/// <summary>
/// What befalls runners: of those that pretended to be one under a home, some are killed, some stopped in the middle and some before they said
/// anything, as chance has it. Whom it meets and when is drawn by the seed; what that runner does at that moment is not.
/// </summary>
internal sealed partial class Reaper(string home, Random chance)
{
    private const int SigKill = 9;
    private const int SigStop = 19;
    private const double Deadly = 0.03;
    private const double Paralysing = 0.02;
    private const double Silencing = 0.005;
    private const int LongestLife = 1500;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly HashSet<int> _known = [];
    private readonly HashSet<string> _struck = new(StringComparer.Ordinal);

    public int Met { get; private set; }

    public int Killed { get; private set; }

    public int Hung { get; private set; }

    public int Silenced { get; private set; }

    /// <summary>The names of those that were struck.</summary>
    public IReadOnlySet<string> Struck => _struck;

    /// <summary>Goes on until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var strokes = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            strokes.AddRange(Processes().Where(p => !_known.Contains(p)).Select(p => (Pid: p, Name: NameOf(p))).Where(p => p.Name is not null).Select(p => Meet(p.Pid, p.Name!)).ToList());
            await Task.Delay(Look, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(strokes);
    }

    private Task Meet(int runner, string name)
    {
        _known.Add(runner);
        Met++;
        var (fate, life) = (chance.NextDouble(), TimeSpan.FromMilliseconds(chance.Next(LongestLife)));
        if (fate < Silencing + Paralysing + Deadly)
        {
            _struck.Add(name);
        }

        if (fate < Silencing)
        {
            Silenced++;
            return StrikeAsync(runner, SigStop, TimeSpan.Zero);
        }

        if (fate < Silencing + Paralysing)
        {
            Hung++;
            return StrikeAsync(runner, SigStop, life);
        }

        if (fate < Silencing + Paralysing + Deadly)
        {
            Killed++;
            return StrikeAsync(runner, SigKill, life);
        }

        return Task.CompletedTask;
    }

    private async Task StrikeAsync(int runner, int signal, TimeSpan after)
    {
        await Task.Delay(after);
        if (NameOf(runner) is not null)
        {
            _ = Kill(runner, signal);
        }
    }

    private static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    /// <summary>A runner's name is the last part of the directory it is told to be in; null for any other process.</summary>
    private string? NameOf(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return line[0].EndsWith("/Runner.Listener", StringComparison.Ordinal)
                ? Path.GetFileName(line.FirstOrDefault(word => word.StartsWith(home, StringComparison.Ordinal)))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
