using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

/// <summary>The forge refuses what GitHub refuses; each refusal stands beside the request that is let through.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class RefusalTests : ForgeTest
{
    [Test]
    public async Task A_request_without_User_Agent_is_forbidden(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var token = await Admin.CreateTokenAsync(stop: stop);
        Assert.That((int)(await ClientWith(token).GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(200));

        var reply = await ClientWith(token, userAgent: null).GetAsync($"/repos/{repo}", stop);

        Assert.That((int)reply.Status, Is.EqualTo(403));
        Assert.That(reply.Message, Does.Contain("User-Agent"));
    }

    [Test]
    public async Task An_unsupported_API_version_is_a_bad_request(CancellationToken stop)
    {
        var github = await NewClientAsync(stop);
        var good = await github.SendAsync(HttpMethod.Get, "/rate_limit", null, stop, ("X-GitHub-Api-Version", "2022-11-28"));
        var bad = await github.SendAsync(HttpMethod.Get, "/rate_limit", null, stop, ("X-GitHub-Api-Version", "1999-01-01"));
        Assert.That(((int)good.Status, (int)bad.Status), Is.EqualTo((200, 400)));
    }

    [TestCase("?per_page=100", 200)]
    [TestCase("?per_page=101", 422)]
    [TestCase("?per_page=0", 422)]
    [TestCase("?page=0", 422)]
    [TestCase("?status=queued", 200)]
    [TestCase("?status=sleeping", 422)]
    [TestCase("?colour=red", 422)]
    public async Task Listing_parameters_are_checked(string query, int status, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        Assert.That((int)(await github.GetAsync($"/repos/{repo}/actions/runs{query}", stop)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task An_unknown_parameter_is_remembered_as_an_infidelity(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var before = (await Admin.InfidelitiesAsync(stop)).Count;

        await github.GetAsync($"/repos/{repo}/actions/runs?color=red", stop);

        Assert.That((await Admin.InfidelitiesAsync(stop)).Skip(before).Single().What, Does.Contain("color"));
    }

    [TestCase("name")]
    [TestCase("runner_group_id")]
    [TestCase("labels")]
    public async Task A_JIT_request_without_a_required_field_is_invalid(string missing, CancellationToken stop)
    {
        var body = JitBody("r1", "self-hosted");
        body.Remove(missing);
        Assert.That((int)(await JitAsync(body, stop)).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task A_JIT_request_with_no_labels_or_an_unknown_field_is_invalid(CancellationToken stop)
    {
        var odd = JitBody("r1", "self-hosted");
        odd["ephemeral"] = true;
        Assert.That((int)(await JitAsync(JitBody("r1"), stop)).Status, Is.EqualTo(422));
        Assert.That((int)(await JitAsync(odd, stop)).Status, Is.EqualTo(422));
        Assert.That((int)(await JitAsync(JitBody("r1", "self-hosted"), stop)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task A_JIT_request_for_an_unknown_group_finds_nothing(CancellationToken stop)
    {
        var body = JitBody("r1", "self-hosted");
        body["runner_group_id"] = 77;
        Assert.That((int)(await JitAsync(body, stop)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_runner_name_is_taken_until_its_registration_ends(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var path = $"/repos/{repo}/actions/runners/generate-jitconfig";
        var first = await github.PostAsync(path, JitBody("twin", "x"), stop);

        var second = await github.PostAsync(path, JitBody("TWIN", "x"), stop);
        await github.DeleteAsync($"/repos/{repo}/actions/runners/{first.Body!["runner"]!["id"]}", stop);
        var third = await github.PostAsync(path, JitBody("twin", "x"), stop);

        Assert.That(((int)second.Status, (int)third.Status), Is.EqualTo((409, 201)));
        Assert.That(second.Message, Is.EqualTo("Already exists - A runner with the name TWIN already exists."));
    }

    [Test]
    public async Task A_body_that_is_no_JSON_object_is_a_bad_request(CancellationToken stop)
    {
        Assert.That((await JitAsync(new JsonArray(1), stop)).Message, Is.EqualTo("Body should be a JSON object"));
    }

    [Test]
    public async Task A_busy_runner_is_not_deleted(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        var job = await runner.TakeAsync(stop);

        var busy = await github.DeleteAsync($"/repos/{repo}/actions/runners/{runner.Id}", stop);
        await runner.CompleteAsync(job, "succeeded", stop);
        var gone = await github.DeleteAsync($"/repos/{repo}/actions/runners/{runner.Id}", stop);

        Assert.That(((int)busy.Status, (int)gone.Status), Is.EqualTo((422, 404)));
    }

    [Test]
    public async Task The_admin_routes_are_closed_to_everyone_else(CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Forge.Url };
        using var answer = await http.GetAsync("/_forge/state", stop);
        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
    }

    [Test]
    public async Task A_fault_nobody_knows_is_refused_with_the_list_of_names(CancellationToken stop)
    {
        var refusal = Assert.ThrowsAsync<HttpRequestException>(() => Admin.SetFaultAsync(new ForgeFault("gremlins"), stop));
        Assert.That(refusal!.Message, Does.Contain("session_conflict"));
        await Task.CompletedTask;
    }

    private async Task<Reply> JitAsync(JsonNode body, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        return await github.PostAsync($"/repos/{repo}/actions/runners/generate-jitconfig", body, stop);
    }
}
