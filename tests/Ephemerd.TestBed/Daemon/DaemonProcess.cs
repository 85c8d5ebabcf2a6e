using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Ephemerd.TestBed.Daemon;

/// <summary>
/// The built <c>ephemerd serve</c> as a process of its own. What a test asserts it asks by the program's own verbs, as an operator would; only waits
/// go to the control socket themselves, since a verb is a program to start. Disposing ends it: SIGTERM twice, then kill.
/// </summary>
public sealed partial class DaemonProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigStop = 19;

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DaemonHome _home;
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _socket;

    private DaemonProcess(DaemonHome home)
    {
        _home = home;
        _socket = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://daemon") };
        _process = new Process { StartInfo = Command(home, ["serve"]) };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has written so far, on either stream.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a daemon and waits for nothing: for who means to meet it before it is ready.</summary>
    public static DaemonProcess Launch(DaemonHome home) => new(home);

    /// <summary>Starts a daemon and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message carries what it said.</exception>
    public static async Task<DaemonProcess> StartAsync(DaemonHome home, CancellationToken stop)
    {
        var daemon = Launch(home);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(ReadyWithin);
            await daemon.WaitForStateAsync(state => state.Ready, limit.Token);
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one verb over a home, whether or not a daemon is there.</summary>
    public static async Task<VerbEnd> RunAsync(DaemonHome home, CancellationToken stop, params string[] verb)
    {
        using var process = Process.Start(Command(home, verb))!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(stop);
            var output = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return new VerbEnd(process.ExitCode, output, await errors);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public Task<VerbEnd> RunAsync(CancellationToken stop, params string[] verb) => RunAsync(_home, stop, verb);

    /// <summary>As <c>ephemerd jobs --json --all</c> says.</summary>
    public async Task<DaemonJobs> JobsAsync(CancellationToken stop) =>
        JsonSerializer.Deserialize((await RunAsync(stop, "jobs", "--json", "--all")).Output, DaemonJson.Default.DaemonJobs)!;

    /// <summary>As <c>ephemerd status --json</c> says.</summary>
    public async Task<DaemonState> StateAsync(CancellationToken stop) =>
        JsonSerializer.Deserialize((await RunAsync(stop, "status", "--json")).Output, DaemonJson.Default.DaemonState)!;

    /// <summary>As <c>ephemerd explain KEY</c> says, for scripts and in words.</summary>
    public async Task<(DaemonExplanation Told, string Text)> ExplainAsync(string key, CancellationToken stop)
    {
        var json = await RunAsync(stop, "explain", key, "--json");
        var text = await RunAsync(stop, "explain", key);
        return json.ExitCode == 0 && text.ExitCode == 0
            ? (JsonSerializer.Deserialize(json.Output, DaemonJson.Default.DaemonExplanation)!, text.Output)
            : throw new InvalidOperationException($"explain {key}: {json.Errors}{text.Errors}");
    }

    /// <summary>What the ledger remembers of one run, as <c>ephemerd events RUN --json</c> says.</summary>
    public async Task<IReadOnlyList<DaemonEvent>> EventsAsync(string run, CancellationToken stop) =>
        JsonSerializer.Deserialize((await RunAsync(stop, "events", run, "--json")).Output, DaemonJson.Default.DaemonEvents)!.Events;

    public Task<DaemonJobs> WaitForJobsAsync(Func<DaemonJobs, bool> wanted, CancellationToken stop) =>
        WaitAsync("/v1/jobs", body => JsonSerializer.Deserialize(body, DaemonJson.Default.DaemonJobs)!, wanted, stop);

    public Task<DaemonState> WaitForStateAsync(Func<DaemonState, bool> wanted, CancellationToken stop) =>
        WaitAsync("/v1/state", body => JsonSerializer.Deserialize(body, DaemonJson.Default.DaemonState)!, wanted, stop);

    /// <summary>Waits until the run that took the job is as wanted.</summary>
    public async Task<DaemonRun> WaitForRunAsync(long job, Func<DaemonRun, bool> wanted, CancellationToken stop) =>
        (await WaitForJobsAsync(jobs => jobs.Of(job) is { } run && wanted(run), stop)).Of(job)!;

    /// <summary>Waits until the job waits for this reason, and gives the reason's words.</summary>
    public async Task<DaemonWaiting> WaitForVerdictAsync(long job, string verdict, CancellationToken stop) =>
        (await WaitForJobsAsync(jobs => jobs.Waiting.Any(w => w.JobId == job && w.Verdict == verdict), stop)).Waiting.Single(w => w.JobId == job);

    /// <summary>Waits until the daemon has written these words.</summary>
    public async Task WaitForLogAsync(string words, CancellationToken stop)
    {
        while (!Log.Contains(words, StringComparison.Ordinal))
        {
            await Task.Delay(Look, stop);
        }
    }

    public void HangUp() => _ = Kill(_process.Id, SigHup);

    public void Terminate() => _ = Kill(_process.Id, SigTerm);

    /// <summary>Stops it where it is; only <see cref="KillAsync"/> is of use then.</summary>
    public void Freeze() => _ = Kill(_process.Id, SigStop);

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken stop)
    {
        _ = Kill(_process.Id, SigKill);
        await _process.WaitForExitAsync(stop);
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> ExitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            using var limit = new CancellationTokenSource(EndsWithin);
            try
            {
                await using var again = new Timer(_ => Terminate(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync(CancellationToken.None);
            }
        }

        _socket.Dispose();
        _process.Dispose();
    }

    private async Task<T> WaitAsync<T>(string path, Func<string, T> read, Func<T, bool> wanted, CancellationToken stop)
        where T : class
    {
        T? seen = null;
        try
        {
            while (true)
            {
                try
                {
                    seen = read(await _socket.GetStringAsync(new Uri(path, UriKind.Relative), stop));
                    if (wanted(seen))
                    {
                        return seen;
                    }
                }
                catch (HttpRequestException) when (!_process.HasExited)
                {
                    // Not listening yet.
                }
                catch (HttpRequestException e)
                {
                    throw new InvalidOperationException($"The daemon ended with {_process.ExitCode}. It said:\n{Log}", e);
                }

                await Task.Delay(Look, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The wait on {path} ended without its state; last seen: {Words(seen)}\nThe daemon said:\n{Log}");
        }
    }

    private static string Words(object? seen) => seen switch
    {
        DaemonJobs jobs => string.Join("\n  ", jobs.Waiting.Select(w => w.ToString()).Concat(jobs.Runs.Select(r => r.ToString()))),
        DaemonState state => $"{state} {string.Join("; ", state.Alarms)}",
        _ => "nothing",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_home.Socket), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    /// <summary>A verb of the built program on this home, its output to be read.</summary>
    public static ProcessStartInfo Command(DaemonHome home, IReadOnlyList<string> verb) => new(
        Built.DotNet, [Built.Assembly("Ephemerd", "ephemerd.dll"), .. verb, "--config", home.Config, "--data-dir", home.Data])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
