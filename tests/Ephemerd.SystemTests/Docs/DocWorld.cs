using System.Diagnostics;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;

namespace Ephemerd.SystemTests.Docs;

/// <summary>
/// What the pages' examples are about, made real: a daemon at work on five repositories of acme, a job that has ended, one that has failed, one that runs and one that waits for it.
/// The pages' places and numbers are put in the place of this world's, and back again in what is said.
/// </summary>
internal sealed class DocWorld : IAsyncDisposable
{
    private static readonly string[] Repositories = ["acme/app", "acme/site", "acme/docs", "acme/api", "acme/tools"];

    /// <summary>Shown as it is before the first start, and so asked then.</summary>
    private const string Doctor = "ephemerd doctor";

    private readonly DaemonHome _home = new();
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly ForgeProcess _forge;
    private readonly string _token;
    private readonly List<(string Page, string Here)> _places = [];
    private readonly List<(string Page, string Here)> _words = [];
    private (int Exit, string Said) _doctorAlone;
    private DaemonProcess? _daemon;

    private DocWorld(ForgeProcess forge, string token)
    {
        _forge = forge;
        _token = token;
    }

    public string Root => _home.Root;

    public static async Task<DocWorld> OpenAsync(CancellationToken stop)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var forge = await ForgeProcess.StartAsync(new ForgeOptions { RunnerPackages = [package.Archive] }, stop);
        foreach (var repository in Repositories)
        {
            await forge.Admin.CreateRepositoryAsync(repository, stop: stop);
        }

        var world = new DocWorld(forge, await forge.Admin.CreateTokenAsync(stop: stop));
        world._places.Add(("2.336.0", package.Version));
        try
        {
            await world.FillAsync(stop);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a page's command here: its exit code and all it said, in the page's own names.</summary>
    public async Task<(int Exit, string Said)> RunAsync(string command, CancellationToken stop)
    {
        if (command == Doctor && _daemon is not null)
        {
            return _doctorAlone;
        }

        var start = new ProcessStartInfo("bash", ["-c", _words.Concat(_places).Aggregate(command, (text, p) => text.Replace(p.Page, p.Here, StringComparison.Ordinal))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Contains("src/", StringComparison.Ordinal) ? Built.Repository : _home.Root,
        };
        var programs = Path.GetDirectoryName(Built.Assembly("Ephemerd", "ephemerd.dll"));
        start.Environment["PATH"] = $"{programs}:{Path.GetDirectoryName(Built.DotNet)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Built.DotNet);
        start.Environment["EPHEMERD_DATA_DIR"] = _home.Data;
        start.Environment["EPHEMERD_CONFIG"] = _home.Config;
        using var process = Process.Start(start)!;
        try
        {
            await PasteAsync(process, stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            var said = await process.StandardOutput.ReadToEndAsync(stop) + await errors;
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, _places.Aggregate(said, (text, p) => text.Replace(p.Here, p.Page, StringComparison.Ordinal)));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>What somebody would paste where a page asks for it; most commands ask for nothing and may be over before it is there.</summary>
    private async Task PasteAsync(Process process, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(_token.AsMemory(), stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        await _forge.DisposeAsync();
        _home.Dispose();
    }

    private async Task FillAsync(CancellationToken stop)
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "new.toml"), Configuration.Replace("max_concurrent = 9", "max_concurent = 9", StringComparison.Ordinal), stop);
        await File.WriteAllTextAsync(Path.Combine(Root, "my-app.2026-01-01.private-key.pem"), "not a key\n", stop);
        Directory.CreateDirectory(Path.Combine(Root, "bin"));
        _home.Write(Configuration, _token);
        Directory.CreateDirectory(_home.Data, Passable);
        AddPlaces();
        _doctorAlone = await RunAsync(Doctor, stop);
        _daemon = await DaemonProcess.StartAsync(_home, stop);
        var done = await QueueAsync("echo done", stop);
        await _daemon.WaitForRunAsync(done, run => run.Outcome is not null, stop);
        var failed = await QueueAsync("exit 1", stop);
        await _daemon.WaitForRunAsync(failed, run => run.Outcome is not null, stop);
        var running = await QueueAsync("sleep 600", stop);
        await _daemon.WaitForRunAsync(running, run => run.Phase == "busy", stop);
        var waiting = await QueueAsync("echo at last", stop);
        await QueueAsync("echo after it", stop);
        await _daemon.WaitForJobsAsync(jobs => jobs.Waiting.Count(w => w.Verdict == "repository_full") == 2, stop);
        _words.AddRange([("kill JOB", $"kill {running}"), ("JOB", $"{done}"), ("VERB", "jobs"), ("1047", $"{waiting}"), ("4711", $"{done}")]);

        // What `reload` is then told of: a change for now, and one for the next start.
        _home.Write(Configuration.Replace("max_concurrent = 1", "max_concurrent = 2", StringComparison.Ordinal) + "\n\n[backend.bubblewrap]\nsandbox = \"preferred\"\n", _token);
    }

    private void AddPlaces() => _places.AddRange(
    [
        ("/var/lib/ephemerd/config.toml", _home.Config),
        ("/var/lib/ephemerd/token", _home.TokenFile),
        ("/var/lib/ephemerd", _home.Data),
        ("/srv/elsewhere", Path.Combine(Root, "elsewhere")),
        ("/opt/ephemerd", Path.Combine(Root, "opt")),
        ("/usr/local/bin", Path.Combine(Root, "bin")),
        ("-c Release", $"-c {new DirectoryInfo(AppContext.BaseDirectory).Name} --no-build"),
        ("https://api.github.com/", _forge.Url.AbsoluteUri),
        ("/root", Root),
    ]);

    private async Task<long> QueueAsync(string script, CancellationToken stop) =>
        (await _forge.Admin.QueueJobAsync(Repositories[0], ["self-hosted", "linux"], script, stop)).Id;

    private string Configuration =>
        $"""
         [daemon]
         max_concurrent = 9
         disk_floor = "64M"

         [[github]]
         name = "work"
         api_url = "{_forge.Url}"
         token_file = "{_home.TokenFile}"
         poll_interval = "1s"
         poll_interval_idle = "2s"
         targets = [{string.Join(", ", Repositories.Select(r => $"\"{r}\""))}]

         [defaults]
         linux = "bubblewrap"
         egress = "open"
         trusted = true
         memory = "512M"
         disk = "128M"

         [repos."acme/app"]
         max_concurrent = 1
         """;
}
