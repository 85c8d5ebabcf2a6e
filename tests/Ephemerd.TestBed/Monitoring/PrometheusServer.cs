using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ephemerd.TestBed.Monitoring;

/// <summary>A real Prometheus as a process of its own: scrapes one target and judges one file of rules every second. Disposing ends it and removes its data.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _http;

    private PrometheusServer(DirectoryInfo folder, Process process, Uri url)
    {
        _folder = folder;
        _process = process;
        _http = new HttpClient { BaseAddress = url };
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <param name="target"><c>host:port</c> of the page.</param>
    /// <param name="rules">The text of a rule file.</param>
    public static async Task<PrometheusServer> StartAsync(PrometheusTools tools, string target, string rules, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("ephemerd-prometheus-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yml"), rules, stop);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $"""
            global: {"{"}scrape_interval: 1s, evaluation_interval: 1s{"}"}
            rule_files: [rules.yml]
            scrape_configs:
              - job_name: ephemerd
                static_configs: [{"{"}targets: ["{target}"]{"}"}]
            """, stop);
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = Process.Start(new ProcessStartInfo(tools.Prometheus, [
            $"--config.file={folder.FullName}/prometheus.yml", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address={url.Authority}", "--log.level=warn",
        ]) { RedirectStandardError = true })!;
        var server = new PrometheusServer(folder, process, url);
        try
        {
            await server.WaitReadyAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The samples an expression gives now.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not understand it.</exception>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string expression, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative), stop);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        return answer.IsSuccessStatusCode
            ? [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(PrometheusSample.Of)]
            : throw new InvalidOperationException($"{expression}: {json.RootElement}");
    }

    /// <summary>Waits until an expression gives what is wanted.</summary>
    public async Task<IReadOnlyList<PrometheusSample>> WaitForAsync(string expression, Func<IReadOnlyList<PrometheusSample>, bool> wanted, CancellationToken stop)
    {
        IReadOnlyList<PrometheusSample> seen = [];
        try
        {
            while (!wanted(seen = await QueryAsync(expression, stop)))
            {
                await Task.Delay(Look, stop);
            }

            return seen;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{expression} did not become what was waited for; last: {string.Join("; ", seen)}\nPrometheus said:\n{Log()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task WaitReadyAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative), stop);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }
            catch (HttpRequestException e)
            {
                throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}. It said:\n{Log()}", e);
            }

            await Task.Delay(Look, stop);
        }
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }
}
