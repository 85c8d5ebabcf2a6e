using System.Net;
using System.Net.Sockets;
using Ephemerd.Cli.Offers;
using Ephemerd.Config;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What <c>[telemetry]</c> wants: a line for each key that is written. None of it keeps a job from running.</summary>
internal sealed class TelemetryProbe(TelemetrySettings wanted, string controlSocket, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public IEnumerable<DoctorProbe> Lines =>
    [
        .. wanted.Prometheus is { } page ? [new DoctorProbe("metrics page", stop => PageAsync(page, stop))] : Array.Empty<DoctorProbe>(),
        .. wanted.OtlpEndpoint is { } collector ? [new DoctorProbe("collector", stop => CollectorAsync(collector, stop))] : Array.Empty<DoctorProbe>(),
        .. wanted.OtlpHeadersFile is { } file ? [new DoctorProbe("collector headers", _ => Task.FromResult(Headers(file)))] : Array.Empty<DoctorProbe>(),
    ];

    private static Finding Headers(string file) => SecretReader.ReadHeaders(file).Problem is { } problem
        ? new Finding(FindingVerdict.Fail, $"{problem.Where}: {problem.What}; nothing is sent to the collector", problem.Fix)
        : new Finding(FindingVerdict.Ok, $"{file} can be read");

    private async Task<Finding> PageAsync(IPEndPoint page, CancellationToken stop)
    {
        var listens = await TakesAsync(page, stop).ConfigureAwait(false);
        var serves = File.Exists(controlSocket) && await TakesAsync(new UnixDomainSocketEndPoint(controlSocket), stop).ConfigureAwait(false);
        return (listens, serves) switch
        {
            (true, true) => new Finding(FindingVerdict.Ok, $"{page} takes connections"),
            (true, false) => new Finding(FindingVerdict.Fail, $"{page} is taken by somebody else, since no daemon serves here", "free the address, or name another under [telemetry] prometheus"),
            (false, true) => new Finding(FindingVerdict.Warn, $"nobody listens at {page} though a daemon serves here", "restart it, if [telemetry] prometheus was written after it started; else `ephemerd status` says why"),
            (false, false) => new Finding(FindingVerdict.Ok, $"{page} is free for the daemon"),
        };
    }

    private async Task<Finding> CollectorAsync(Uri collector, CancellationToken stop)
    {
        EndPoint at = IPAddress.TryParse(collector.Host.Trim('[', ']'), out var address) ? new IPEndPoint(address, collector.Port) : new DnsEndPoint(collector.Host, collector.Port);
        return await TakesAsync(at, stop).ConfigureAwait(false)
            ? new Finding(FindingVerdict.Ok, $"{collector} takes connections; whether it takes what is sent, a running daemon says")
            : new Finding(FindingVerdict.Warn, $"{collector} takes no connection, so traces and figures are lost meanwhile; jobs are not held up", "start the collector, or correct [telemetry] otlp_endpoint");
    }

    private async Task<bool> TakesAsync(EndPoint at, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        using var socket = at is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
