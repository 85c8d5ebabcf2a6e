using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ephemerd.TestBed;

namespace Ephemerd.SystemTests.Docs;

/// <summary>
/// A shell at a terminal of 100 columns, that keeps its variables and background jobs from one command to the next. Programs under it see a terminal.
/// Disposing it ends what it started.
/// </summary>
internal sealed partial class Terminal : IAsyncDisposable
{
    // Commands come by a pipe of their own, so that the terminal is free for what reads it. A daemon that still has runs wants to be told twice.
    private const string Driver = """
        stty -echo cols 100 rows 50
        trap 'kill $(jobs -p) 2>/dev/null; sleep 1; kill $(jobs -p) 2>/dev/null; wait' EXIT
        exec 9<"$1"
        while IFS= read -r -d '' command <&9; do eval "$command" 9<&-; printf '\036%s\036' "$?"; done
        """;

    private const char Mark = '\u001e';
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _place;
    private readonly Process _process;
    private readonly FileStream _commands;

    private Terminal(DirectoryInfo place, Process process, FileStream commands)
    {
        _place = place;
        _process = process;
        _commands = commands;
    }

    /// <param name="directory">Where the shell is at first.</param>
    public static async Task<Terminal> OpenAsync(string directory, CancellationToken stop)
    {
        var place = Directory.CreateTempSubdirectory("ephemerd-terminal-");
        var pipe = Path.Combine(place.FullName, "commands");
        var driver = Path.Combine(place.FullName, "driver.sh");
        await File.WriteAllTextAsync(driver, Driver, stop);
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(stop);
        }

        var start = new ProcessStartInfo("script", ["-q", "-e", "-c", $"bash --noprofile --norc {driver} {pipe}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8, WorkingDirectory = directory,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Built.DotNet);
        var process = Process.Start(start)!;

        // Opening to write waits for the reader, which is the shell once it is up.
        var commands = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), stop);
        return new Terminal(place, process, commands);
    }

    /// <summary>Types one command and waits for its end: its exit code, and what the terminal showed, without colours.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string command, CancellationToken stop)
    {
        await _commands.WriteAsync(Encoding.UTF8.GetBytes(command + "\0"), stop);
        await _commands.FlushAsync(stop);
        var output = await ReadToMarkAsync(stop);
        var exit = await ReadToMarkAsync(stop);
        return (int.Parse(exit, CultureInfo.InvariantCulture), Plain(output));
    }

    public async ValueTask DisposeAsync()
    {
        await _commands.DisposeAsync();
        using var limit = new CancellationTokenSource(EndsWithin);
        try
        {
            await _process.StandardOutput.ReadToEndAsync(limit.Token);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _place.Delete(recursive: true);
    }

    private async Task<string> ReadToMarkAsync(CancellationToken stop)
    {
        var text = new StringBuilder();
        var one = new char[1];
        while (await _process.StandardOutput.ReadAsync(one, stop) == 1 && one[0] != Mark)
        {
            text.Append(one[0]);
        }

        return text.ToString();
    }

    private static string Plain(string shown) =>
        string.Join('\n', Control().Replace(shown, "").Split('\n').Select(line => line.TrimEnd())).TrimEnd();

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]|\r", RegexOptions.NonBacktracking)]
    private static partial Regex Control();
}
