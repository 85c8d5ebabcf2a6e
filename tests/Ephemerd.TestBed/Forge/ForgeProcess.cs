using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ephemerd.TestBed.Forge;

/// <summary>
/// A forge as a process of its own, on loopback, with all its state in memory. Disposing it ends it: SIGTERM by closing its standard
/// input first, then kill.
/// </summary>
public sealed class ForgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private ForgeProcess(Process process, StringBuilder errors, ReadyLine ready)
    {
        _process = process;
        _errors = errors;
        Url = new Uri(ready.Url);
        Admin = new ForgeAdmin(new Uri(ready.AdminUrl), ready.AdminToken);
    }

    /// <summary>What a client is given as <c>api_url</c>; <c>/api/v3</c> under it serves the same.</summary>
    public Uri Url { get; }

    /// <summary>The way to order, break and watch; nothing under test may use it.</summary>
    public ForgeAdmin Admin { get; }

    public int Pid => _process.Id;

    /// <summary>What the forge has written to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a forge and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not become ready; the message carries what it said.</exception>
    public static async Task<ForgeProcess> StartAsync(ForgeOptions? options = null, CancellationToken stop = default)
    {
        var process = new Process { StartInfo = StartInfo(options ?? new ForgeOptions()) };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(ReadyWithin);
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            var ready = line is null ? null : JsonSerializer.Deserialize(line, ForgeJson.Default.ReadyLine);
            return new ForgeProcess(process, errors, ready ?? throw new InvalidOperationException($"The forge did not start. It said: {errors}"));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Asks the forge to end by closing its standard input, and tells its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken stop = default)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (!_process.HasExited)
        {
            using var limit = new CancellationTokenSource(EndsWithin);
            try
            {
                await EndAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(ForgeOptions options)
    {
        var info = new ProcessStartInfo(Built.DotNet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            Built.Assembly("Ephemerd.Forge", "ephemerd-forge.dll"),
            "--listen", options.Listen,
            "--seed", options.Seed.ToString(CultureInfo.InvariantCulture),
            "--lag-seconds", options.Lag.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--exit-with-stdin",
            .. options.RunnerPackages.SelectMany(package => (string[])["--runner-package", package]),
            .. options.PublicUrl is { } url ? (string[])["--public-url", url.AbsoluteUri] : [],
        ];
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }
}
