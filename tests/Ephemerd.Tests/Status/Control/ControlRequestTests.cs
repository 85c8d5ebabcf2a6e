using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Ephemerd.Tests.Status.Control;

/// <summary>What a request may say, over the real socket: anything else is refused with its name, and does nothing.</summary>
[CancelAfter(30_000)]
public sealed class ControlRequestTests
{
    private ControlBench _bench = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Open()
    {
        _bench = await ControlBench.OpenAsync(CancellationToken.None);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://ephemerd") };
    }

    [TearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _bench.DisposeAsync();
    }

    [TestCase("/v1/state")]
    [TestCase("/v1/jobs")]
    [TestCase("/v1/runs")]
    [TestCase("/v1/runs?repo=acme/app&outcome=failed,lost&since=2026-03-04T12:00:00Z&until=2026-03-04T12:00:00.5%2B01:00&label=gpu,linux&backend=bubblewrap&limit=10000")]
    [TestCase("/v1/events?kind=job.finished&repo=acme/app&since=2026-03-04T12:00:00Z&until=2026-03-04T12:00:00Z&limit=1000&after=0")]
    public async Task What_a_route_takes_is_taken(string path)
    {
        var (status, answer) = await AskAsync(HttpMethod.Get, path);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
    }

    [TestCase("/v1/state?verbose=true", "takes no parameter 'verbose'; it takes none")]
    [TestCase("/v1/runs?repository=acme/app", "'repository'; it takes repo, outcome, since, until, label, backend, limit")]
    [TestCase("/v1/runs?Repo=acme/app", "no parameter 'Repo'")]
    [TestCase("/v1/runs?limit=1&limit=2", "'limit' is given 2 times")]
    [TestCase("/v1/runs?limit=0", "'limit' takes a number from 1 to 10000, not '0'")]
    [TestCase("/v1/runs?limit=10001", "a number from 1 to 10000")]
    [TestCase("/v1/runs?limit=-1", "not '-1'")]
    [TestCase("/v1/runs?limit=99999999999999999999", "a number from 1 to 10000")]
    [TestCase("/v1/runs?limit=", "a number from 1 to 10000, not ''")]
    [TestCase("/v1/runs?limit=1e3", "not '1e3'")]
    [TestCase("/v1/runs?outcome=fialed", "'outcome' takes one or more, with commas between, of succeeded, failed")]
    [TestCase("/v1/runs?outcome=failed,", "'outcome' takes")]
    [TestCase("/v1/runs?repo=acme", "'repo' takes owner/name, not 'acme'")]
    [TestCase("/v1/runs?since=yesterday", "'since' takes an RFC 3339 time")]
    [TestCase("/v1/runs?since=2026-03-04T12:00:00", "'since' takes an RFC 3339 time")]
    [TestCase("/v1/runs?until=2026-13-04T12:00:00Z", "'until' takes an RFC 3339 time")]
    [TestCase("/v1/runs?label=", "'label' takes words")]
    [TestCase("/v1/runs?backend=a%00b", "'backend' takes words")]
    [TestCase("/v1/events?kind=job.ended", "'kind' takes one or more, with commas between, of job.leased, job.started, job.finished")]
    [TestCase("/v1/events?limit=1001", "a number from 1 to 1000")]
    [TestCase("/v1/events?after=x", "'after' takes a number")]
    [TestCase("/v1/runs/abc/log?follow=yes", "'follow' takes true or false, not 'yes'")]
    [TestCase("/v1/runs/abc/log?from=-5", "'from' takes a number")]
    [TestCase("/v1/explain/a%0Ab", "no control characters")]
    [TestCase("/v1/runs?", null)]
    public async Task What_it_does_not_take_is_refused_with_its_name_and_what_is_allowed(string path, string? why)
    {
        var (status, answer) = await AskAsync(HttpMethod.Get, path);
        Assert.That(status, Is.EqualTo(why is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest), answer);
        Assert.That(answer, Does.Contain(why ?? "waiting"));
    }

    [Test]
    public async Task Nothing_is_longer_than_anyone_needs()
    {
        Assert.That((await AskAsync(HttpMethod.Get, $"/v1/runs?backend={new string('x', 256)}")).Status, Is.EqualTo(HttpStatusCode.OK), "the control");
        var (value, why) = await AskAsync(HttpMethod.Get, $"/v1/runs?backend={new string('x', 257)}");
        var (key, whyKey) = await AskAsync(HttpMethod.Get, $"/v1/explain/{new string('k', 129)}");
        var (line, _) = await AskAsync(HttpMethod.Get, $"/v1/runs?backend={new string('x', 5000)}");
        Assert.Multiple(() =>
        {
            Assert.That((value, why), Is.EqualTo((HttpStatusCode.BadRequest, "the value of 'backend' is longer than 256 characters")));
            Assert.That(key, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(whyKey, Does.Contain("longer than the 128 characters").And.Length.LessThan(200));
            Assert.That(line, Is.EqualTo(HttpStatusCode.RequestUriTooLong));
        });
    }

    [Test]
    public async Task A_body_is_refused_whatever_it_says_and_the_command_is_not_taken()
    {
        var whole = await AskAsync(HttpMethod.Post, "/v1/drain", new StringContent("""{"wait":true}""", Encoding.UTF8, "application/json"));
        var pieces = await AskAsync(HttpMethod.Post, "/v1/drain", new StreamContent(new Unmeasured("wait=true")));
        var member = await AskAsync(HttpMethod.Post, "/v1/sweep", new StringContent("""{"dry_run":true}"""));
        var large = await AskAsync(HttpMethod.Post, "/v1/drain", new ByteArrayContent(new byte[5000]));
        Assert.Multiple(() =>
        {
            Assert.That(whole, Is.EqualTo((HttpStatusCode.BadRequest, "this request takes no body")));
            Assert.That(pieces, Is.EqualTo((HttpStatusCode.BadRequest, "this request takes no body")), "of a length that is not said before");
            Assert.That(member, Is.EqualTo((HttpStatusCode.BadRequest, "this request takes no body; what it takes stands in the query: dry_run")));
            Assert.That(large.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
            Assert.That(_bench.Inbox.TryTake(out _), Is.False, "nothing was done for any of them");
        });

        Assert.That((await AskAsync(HttpMethod.Post, "/v1/drain")).Status, Is.EqualTo(HttpStatusCode.Accepted), "the control");
        Assert.That(_bench.Inbox.TryTake(out _), Is.True);
    }

    [TestCase("GET", "/v1/drain", "POST")]
    [TestCase("DELETE", "/v1/state", "GET")]
    [TestCase("PUT", "/v1/runs", "GET")]
    [TestCase("POST", "/v1/events", "GET")]
    public async Task Another_method_is_told_which_one_it_is(string method, string path, string taken)
    {
        var (status, answer) = await AskAsync(new HttpMethod(method), path);
        Assert.That((status, answer), Is.EqualTo((HttpStatusCode.MethodNotAllowed, $"this path takes {taken} only")));
        Assert.That(_bench.Inbox.TryTake(out _), Is.False);
    }

    [TestCase("/")]
    [TestCase("/v1/nothing")]
    [TestCase("/v2/state")]
    public async Task What_is_under_no_path_is_said_in_words(string path) =>
        Assert.That(await AskAsync(HttpMethod.Get, path), Is.EqualTo((HttpStatusCode.NotFound, "nothing is asked or done under this path")));

    /// <summary>The whole answer where it is a list, its sentence where it is one.</summary>
    private async Task<(HttpStatusCode Status, string Answer)> AskAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.StartsWith("{\"message\"", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement.GetProperty("message").GetString()! : text);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_bench.Socket), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A stream that does not know its length, which is sent in chunks.</summary>
    private sealed class Unmeasured(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
