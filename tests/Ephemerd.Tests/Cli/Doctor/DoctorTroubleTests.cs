using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace Ephemerd.Tests.Cli.Doctor;

/// <summary>Machines on which things are not as they should be: each is a line with its fix, and never the end of the doctor.</summary>
[Platform("Linux")]
[CancelAfter(90_000)]
internal sealed class DoctorTroubleTests
{
    private const string Native = "[[github]]\nname = \"work\"\napi_url = \"{url}\"\ntoken_file = \"{token}\"\ntargets = [\"acme/app\"]\n[defaults]\nlinux = \"bubblewrap\"\negress = \"open\"\ntrusted = true\n";

    [Test]
    public async Task A_check_that_meets_what_nobody_foresaw_fails_and_the_others_are_made(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.WriteAsync(DoctorBench.Nobody, "ghp_any", Native, stop);
        Directory.CreateDirectory(Path.Combine(bench.Data, "keeper.sh"));

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["backends"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["backends"].Fact, Does.Contain("keeper.sh"));
        Assert.That(findings["backends"].Fix, Is.Not.Null);
        Assert.That(findings, Does.ContainKey("runner release"), "what comes after it is asked all the same");
    }

    [Test]
    public async Task A_daemon_of_another_version_is_said_to_be_one(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop);
        Directory.CreateDirectory(bench.Data);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(bench.Socket));
        other.Listen();
        var answering = AnswerAsync(other, "[]", stop);

        var (exit, findings) = await bench.AskAsync(stop);

        await answering;
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["daemon"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["daemon"].Fact, Does.Contain("another version"));
        Assert.That(findings["daemon"].Fix, Is.Not.Null);
    }

    [Test]
    public async Task What_the_configuration_does_not_use_is_not_missed(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop);
        var (_, findings) = await bench.AskAsync(stop);
        Assert.That(findings["user namespaces"], Is.EqualTo(new DoctorBench.Found("not_run", "no backend of the configuration makes namespaces", null)));

        await bench.WriteAsync(DoctorBench.Nobody, "ghp_any", Native + "[backend.bubblewrap]\nsandbox = \"off\"\n", stop);
        (_, findings) = await bench.AskAsync(stop);
        Assert.That(findings["user namespaces"].Verdict, Is.EqualTo("not_run"));
        Assert.That(findings["user namespaces"].Fact, Does.Contain("\"off\""));
    }

    [Test]
    public async Task Backends_are_tried_for_real_and_one_that_cannot_be_had_fails(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.WriteAsync(DoctorBench.Nobody, "ghp_any", Native + "[backend.bubblewrap]\nread_only = [\"/no/toolchain\", \"/nor/this\"]\n", stop);
        Directory.CreateDirectory(bench.Data);
        var (exit, findings) = await bench.AskAsync(stop);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["backends"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["backends"].Fact, Does.Contain("/no/toolchain").And.Contain("/nor/this"), "all that is wrong is told");

        await bench.WriteAsync(DoctorBench.Nobody, "ghp_any", Native, stop);
        (_, findings) = await bench.AskAsync(stop);
        Assert.That(findings["backends"].Verdict, Is.AnyOf("ok", "warn"), findings["backends"].Fact);
        Assert.That(findings["backends"].Fact, Does.StartWith("bubblewrap: namespaces"));

        await bench.WriteAsync(DoctorBench.Nobody, "ghp_any", Native + "[backend.bubblewrap]\nsandbox = \"off\"\n", stop);
        (_, findings) = await bench.AskAsync(stop);
        Assert.That(findings["backends"].Verdict, Is.EqualTo("warn"));
        Assert.That(findings["backends"].Fact, Does.Contain("without namespaces"));
    }

    [Test]
    public async Task What_an_earlier_daemon_left_is_found_whatever_it_is(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop);
        Directory.CreateDirectory(Path.Combine(bench.Data, "runners", ".2.336.0-linux-x64.part"));

        var (_, findings) = await bench.AskAsync(stop);

        Assert.That(findings["leftovers"].Verdict, Is.EqualTo("warn"));
        Assert.That(findings["leftovers"].Fact, Does.Contain("2.336.0-linux-x64"));
        Assert.That(findings["leftovers"].Fix, Does.Contain("ephemerd sweep"));
    }

    [Test]
    public async Task A_socket_and_a_directory_that_others_may_use_are_told_with_the_command_that_mends_them(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop);
        Directory.CreateDirectory(bench.Data);
        File.SetUnixFileMode(bench.Data, (UnixFileMode)0b111_101_101);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(bench.Socket));
        File.SetUnixFileMode(bench.Socket, (UnixFileMode)0b110_110_110);

        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["socket"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["socket"].Fix, Does.StartWith($"chmod 0600 {bench.Socket}"));
        Assert.That(findings["data directory"].Verdict, Is.EqualTo("warn"));
        Assert.That(findings["data directory"].Fix, Does.StartWith("chmod 0711"));
    }

    [Test]
    public async Task Root_is_warned_of_a_data_directory_that_somebody_else_owns(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("only root can give a directory away");
        }

        using var bench = new DoctorBench();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop);
        Directory.CreateDirectory(bench.Data);
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", bench.Data]))
        {
            await chown.WaitForExitAsync(stop);
        }


        var (exit, findings) = await bench.AskAsync(stop);

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(findings["data directory"].Fact, Does.Contain("belongs to user 65534"));
        Assert.That(findings["data directory"].Fix, Is.EqualTo($"chown root {bench.Data}"));
    }

    [Test]
    public async Task What_telemetry_wants_has_a_line_each(CancellationToken stop)
    {
        using var bench = new DoctorBench();
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var headers = Path.Combine(bench.Data, "..", "headers");
        await File.WriteAllTextAsync(headers, "key: value\n", stop);
        File.SetUnixFileMode(headers, (UnixFileMode)0b110_100_100);
        var telemetry = $"[telemetry]\nprometheus = \"{taken.LocalEndpoint}\"\notlp_endpoint = \"http://127.0.0.1:9\"\notlp_headers_file = \"{Path.GetFullPath(headers)}\"\n";
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop, telemetry);

        var (_, findings) = await bench.AskAsync(stop);

        Assert.That(findings["metrics page"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["metrics page"].Fact, Does.Contain("taken by somebody else"));
        Assert.That(findings["collector"].Verdict, Is.EqualTo("warn"));
        Assert.That(findings["collector headers"].Verdict, Is.EqualTo("fail"));
        Assert.That(findings["collector headers"].Fix, Does.StartWith("chmod 600"));

        taken.Stop();
        File.SetUnixFileMode(headers, (UnixFileMode)0b110_000_000);
        using var collector = new TcpListener(System.Net.IPAddress.Loopback, 0);
        collector.Start();
        await bench.ConfigureAsync(DoctorBench.Nobody, "ghp_any", stop, telemetry.Replace("127.0.0.1:9\"", $"{collector.LocalEndpoint}\"", StringComparison.Ordinal));
        (_, findings) = await bench.AskAsync(stop);
        Assert.That(new[] { "metrics page", "collector", "collector headers" }.Select(n => findings[n].Verdict), Is.All.EqualTo("ok"));
    }

    private static async Task AnswerAsync(Socket listener, string body, CancellationToken stop)
    {
        using var caller = await listener.AcceptAsync(stop);
        await caller.ReceiveAsync(new byte[4096], stop);
        await caller.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), stop);
    }
}
