using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Protocol;

[TestFixture]
[CancelAfter(60_000)]
public sealed class JobFlowTests : ForgeTest
{
    [Test]
    public async Task A_job_runs_through_without_an_infidelity_and_its_log_can_be_read(CancellationToken stop)
    {
        var (runner, job, id, repo) = await TakenAsync(stop);
        var signed = await runner.ResultsAsync(job, "results.services.receiver.Receiver/GetJobLogsSignedBlobURL", [], stop);
        await PutAsync(signed.Body!["logs_url"]!.GetValue<string>(), "\uFEFF2026-01-01T00:00:00Z hello\n", "BlockBlob", stop);
        await runner.ResultsAsync(job, "results.services.receiver.Receiver/CreateJobLogsMetadata", new JsonObject { ["line_count"] = 1 }, stop);
        Assert.That((await runner.CompleteAsync(job, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NoContent));

        var github = await NewClientAsync(stop);
        var redirect = await github.GetAsync($"/repos/{repo}/actions/jobs/{id}/logs", stop);
        using var http = new HttpClient();
        Assert.That((int)redirect.Status, Is.EqualTo(302));
        Assert.That(await http.GetStringAsync(redirect.Header("Location"), stop), Is.EqualTo("2026-01-01T00:00:00Z hello\n"));
        using var forged = await http.GetAsync(redirect.Header("Location").Replace("sig=", "sig=0", StringComparison.Ordinal), stop);
        Assert.That((int)forged.StatusCode, Is.EqualTo(403));
        Assert.That(await Admin.InfidelitiesAsync(stop), Is.Empty.Or.All.Property("Route").EqualTo("PUT /blob"));
    }

    [Test]
    public async Task A_long_log_comes_in_pieces(CancellationToken stop)
    {
        var (runner, job, id, _) = await TakenAsync(stop);
        var step = new JsonObject { ["step_backend_id"] = Guid.NewGuid().ToString() };
        var signed = (await runner.ResultsAsync(job, "results.services.receiver.Receiver/GetStepLogsSignedBlobURL", step, stop)).Body!["logs_url"]!.GetValue<string>();
        Assert.That(signed, Does.Contain("?"));
        await PutAsync(signed, "", "AppendBlob", stop);
        await PutAsync(signed + "&comp=appendblock", "one\n", null, stop);
        await PutAsync(signed + "&comp=appendblock&seal=true", "two\n", null, stop);
        Assert.That(await Admin.JobLogAsync(id, stop), Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public async Task A_blob_without_its_type_or_its_signature_is_refused(CancellationToken stop)
    {
        var (runner, job, _, _) = await TakenAsync(stop);
        var signed = (await runner.ResultsAsync(job, "results.services.receiver.Receiver/GetJobLogsSignedBlobURL", [], stop)).Body!["logs_url"]!.GetValue<string>();
        Assert.That(await StatusOfPutAsync(signed, "x", null, stop), Is.EqualTo(400));
        Assert.That(await StatusOfPutAsync(signed.Replace("sig=", "sig=0", StringComparison.Ordinal), "x", "BlockBlob", stop), Is.EqualTo(403));
        Assert.That(await StatusOfPutAsync(signed, "x", "BlockBlob", stop), Is.EqualTo(201));
    }

    [Test]
    public async Task Steps_are_shown_as_they_are_reported(CancellationToken stop)
    {
        var (runner, job, id, repo) = await TakenAsync(stop);
        var steps = new JsonArray(
            new JsonObject { ["external_id"] = "a", ["number"] = 1, ["name"] = "Set up job", ["status"] = 6, ["conclusion"] = 2 },
            new JsonObject { ["external_id"] = "b", ["number"] = 2, ["name"] = "Run true", ["status"] = 3, ["conclusion"] = 0 });
        await runner.ResultsAsync(
            job, "github.actions.results.api.v1.WorkflowStepUpdateService/WorkflowStepsUpdate", new JsonObject { ["steps"] = steps, ["change_order"] = 1 }, stop);
        var github = await NewClientAsync(stop);
        var shown = (await github.GetAsync($"/repos/{repo}/actions/jobs/{id}", stop)).Body!["steps"]!.AsArray();
        Assert.That(shown.Select(step => step!["status"]!.GetValue<string>()), Is.EqualTo((string[])["completed", "in_progress"]));
    }

    [Test]
    public async Task The_live_feed_takes_lines_from_the_jobs_own_token_only(CancellationToken stop)
    {
        var (_, job, id, _) = await TakenAsync(stop);
        var url = new Uri(job.Message["resources"]!["endpoints"]![0]!["data"]!["FeedStreamUrl"]!.GetValue<string>());
        using var stranger = new ClientWebSocket();
        Assert.ThrowsAsync<WebSocketException>(() => stranger.ConnectAsync(url, stop));

        using var feed = new ClientWebSocket();
        feed.Options.SetRequestHeader("Authorization", $"Bearer {job.Token}");
        await feed.ConnectAsync(url, stop);
        var frame = new JsonObject { ["value"] = new JsonArray("one", "two"), ["stepId"] = Guid.NewGuid().ToString(), ["startLine"] = 1, ["count"] = 2 };
        await feed.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, stop);
        await feed.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
        Assert.That(await Admin.JobFeedAsync(id, stop), Is.EqualTo("one\ntwo"));
    }

    [Test]
    public async Task Renewing_wants_the_jobs_own_token_and_ids(CancellationToken stop)
    {
        var (runner, job, _, _) = await TakenAsync(stop);
        var (_, other, _, _) = await TakenAsync(stop);
        Assert.That((await runner.RenewAsync(job, stop)).Body!["lockedUntil"], Is.Not.Null);
        Assert.That((await runner.RenewAsync(job, stop, runner.Token)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await runner.RenewAsync(job, stop, other.Token)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Completing_with_a_word_no_runner_says_is_refused_and_remembered(CancellationToken stop)
    {
        var (runner, job, _, _) = await TakenAsync(stop);
        var before = (await Admin.InfidelitiesAsync(stop)).Count;
        Assert.That((await runner.CompleteAsync(job, "splendid", stop)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.InfidelitiesAsync(stop)).Skip(before).Single().What, Does.Contain("splendid"));
        Assert.That((await runner.CompleteAsync(job, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await runner.CompleteAsync(job, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_job_message_carries_what_a_worker_needs(CancellationToken stop)
    {
        var (_, job, _, repo) = await TakenAsync(stop);
        var github = job.Message["contextData"]!["github"]!["d"]!.AsArray().ToDictionary(pair => pair!["k"]!.GetValue<string>(), pair => pair!["v"]);
        Assert.Multiple(() =>
        {
            Assert.That(github["repository"]!.GetValue<string>(), Is.EqualTo(repo));
            Assert.That(job.Message["steps"]![0]!["inputs"]!["map"]![0]!["value"]!.GetValue<string>(), Is.EqualTo("true"));
            Assert.That(job.Message["steps"]![0]!["condition"]!.GetValue<string>(), Is.Not.Empty);
            Assert.That(job.Token.Split('.'), Has.Length.EqualTo(3), "the runner parses it as a JWT");
            Assert.That(job.Message["variables"]!["system.github.results_endpoint"]!["value"]!.GetValue<string>(), Does.EndWith("/"));
        });
    }

    private async Task<(FakeRunner Runner, TakenJob Job, long Id, string Repo)> TakenAsync(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        return (runner, await runner.TakeAsync(stop), job.Id, repo);
    }

    private static async Task PutAsync(string url, string text, string? type, CancellationToken stop) =>
        Assert.That(await StatusOfPutAsync(url, text, type, stop), Is.EqualTo(201));

    private static async Task<int> StatusOfPutAsync(string url, string text, string? type, CancellationToken stop)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent(text, Encoding.UTF8) };
        if (type is not null)
        {
            request.Headers.Add("x-ms-blob-type", type);
        }

        using var answer = await http.SendAsync(request, stop);
        return (int)answer.StatusCode;
    }
}
