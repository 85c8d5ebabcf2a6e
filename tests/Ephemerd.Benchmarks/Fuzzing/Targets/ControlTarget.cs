using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// The real control server on a socket of its own, fed with bytes: it closes or answers, never with an error of its own making, and a
/// command is in the inbox exactly when it was answered as taken.
/// </summary>
internal sealed partial class ControlTarget : FuzzTarget, IAsyncDisposable
{
    private const int PatienceMs = 30_000;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(30);
    private static readonly InstallId Install = InstallId.New(new Random(2));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ephemerd-fuzz-");
    private readonly CommandInbox _inbox = new();
    private ControlServer? _server;

    private ControlTarget()
        : base("control")
    {
    }

    public override int Turn => 10;

    public override IReadOnlyList<string> Words { get; } =
    [
        "GET ", "POST ", "HEAD ", "OPTIONS ", "/v1/state", "/v1/jobs", "/v1/drain", "/v1/resume", "/v1/reload", "/v1/sweep", "/v1/runs", "/v1/runs/", "/v1/runs/1000", "/v1/events", "/v1/explain/", "/log", "/events",
        "/kill", "?follow=true", "&from=", "?dry_run=", "&repo=", "acme/app", "&outcome=", "failed,lost", "&kind=", "job.finished", "&since=", "&until=", "2026-03-04T12:00:00Z",
        "&label=", "&backend=", "&limit=", "&after=", "&unknown=", "+", ",", "&limit=1&limit=2", "DELETE ", "PUT ", "Content-Length: 99999\r\n", "5\r\nhello\r\n0\r\n\r\n", "{\"a\":1}",
        "18446744073709551616", "-1", "%00", "%2f", "%ff", "..", "//", " HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/2.0\r\n", "Host: d\r\n", "\r\n", "\r\n\r\n",
        "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "Connection: keep-alive\r\n", "Upgrade: h2c\r\n", "{}", "\0",
    ];

    private string Socket => Path.Combine(_folder.FullName, ControlSocket.FileName);

    public static async Task<ControlTarget> OpenAsync(CancellationToken stop)
    {
        var target = new ControlTarget();
        var name = SandboxName.Of("box", Install, RunId.New(DateTimeOffset.UnixEpoch, new Random(4)));
        var feeds = new ControlFeeds(
            new StatusBoard(),
            new DaemonStateHolder(new DaemonState("0.1.0", Guid.Empty, DateTimeOffset.UnixEpoch)),
            target._inbox,
            (_, _) => Task.FromResult<IReadOnlyList<KnownRun>>([new KnownRun(name, 1000, Finished: true, LogPath: null)]))
        {
            Lists = new PastFeeds(
                (filter, _) => Task.FromResult(new Remembered<RunSnapshot>([], filter.Limit)),
                (filter, _) => Task.FromResult(new Remembered<EventView>([], filter.Limit))),
            Reload = _ => Task.FromResult(new ReloadAnswer([], [], [], DateTimeOffset.UnixEpoch)),
            Sweep = (dry, _) => Task.FromResult(new SweepReport(dry, [], [])),
        };
        target._server = await ControlServer.StartAsync(target.Socket, feeds, TimeProvider.System, NullLogger<ControlServer>.Instance, stop);
        return target;
    }

    public override string Read(byte[] input)
    {
        var answers = Status().Matches(Ask(input)).Select(m => m.Groups[1].Value).ToList();
        var taken = 0;
        while (_inbox.TryTake(out _))
        {
            taken++;
        }

        if (answers.Contains("500"))
        {
            throw new FuzzFault("the server made an error of its own");
        }

        // A connection that is cut by a later, broken request may lose an answer, never a command that was not asked for.
        if (taken < answers.Count(a => a == "202"))
        {
            throw new FuzzFault($"a command was answered as taken and was not: {taken}");
        }

        return string.Join(' ', answers.Distinct().Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string Ask(byte[] input)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = PatienceMs, SendTimeout = PatienceMs };
        socket.Connect(new UnixDomainSocketEndPoint(Socket));
        var answer = new MemoryStream();
        var buffer = new byte[16 << 10];
        try
        {
            socket.Send(input);

            // A client that has hung up is owed no answer, so the end is said only when the answer has begun, or none seems to come.
            socket.Poll(AnswerWithin, SelectMode.SelectRead);
            socket.Shutdown(SocketShutdown.Send);
            for (int n; (n = socket.Receive(buffer)) > 0;)
            {
                answer.Write(buffer, 0, n);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Closed in the middle of what is too long or no request: an answer too.
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new FuzzFault("the server neither answered to the end nor closed");
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    [GeneratedRegex(@"HTTP/1\.1 ([0-9]{3})", RegexOptions.NonBacktracking)]
    private static partial Regex Status();
}
