using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.OpenApi;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Hooks;

/// <summary>What arrives, in whose words, and signed by whom.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class DeliveryTests : HookTest
{
    [Test]
    public async Task A_job_is_told_in_order_once_and_in_GitHubs_words(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job", "workflow_run");

        await RunJobAsync(repo, stop);
        var told = await Receiver.NextAsync(6, stop);

        Assert.That(told.Select(one => one.Name), Is.EqualTo((string[])
        [
            "workflow_run.requested", "workflow_job.queued", "workflow_job.in_progress", "workflow_run.in_progress",
            "workflow_job.completed", "workflow_run.completed",
        ]));
        Assert.That(told.Select(one => one.Guid), Is.Unique);
        Assert.That(told.Select(one => one.Payload["workflow_job"]?["status"]?.ToString()).OfType<string>(), Is.EqualTo((string[])["queued", "in_progress", "completed"]));
        Assert.That(told.Where(one => one.Event == "workflow_job").SelectMany(one => WebhookDescription.GitHub.CheckJob(one.Payload)), Is.Empty);
        Assert.That(WebhookDescription.MissingKeys(told[0].Payload, "workflow_run.requested.3"), Is.Empty);
        Assert.That(WebhookDescription.MissingKeys(told[5].Payload, "workflow_run.completed.1"), Is.Empty);
        await SettledAsync(stop);
        Assert.That(Receiver.All, Has.Count.EqualTo(7), "the ping, and each of the six once");
    }

    [Test]
    public void A_payload_that_does_not_fit_is_found()
    {
        var payload = new JsonObject { ["action"] = "queued", ["workflow_job"] = new JsonObject(), ["colour"] = "red" };
        Assert.That(WebhookDescription.GitHub.CheckJob(payload), Has.Some.Contains("'colour' is not allowed").And.Some.Contains("'run_id' is missing"));
        Assert.That(WebhookDescription.MissingKeys(payload, "workflow_job.queued.5"), Has.Some.EqualTo("$.repository").And.Some.EqualTo("$.workflow_job.id"));
    }

    [Test]
    public async Task The_body_is_signed_with_the_secret_and_the_headers_say_what_it_is(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);

        var told = await Receiver.NextAsync(stop);

        Assert.Multiple(() =>
        {
            Assert.That(told.IsSigned(Secret));
            Assert.That(told.IsSigned("another"), Is.False);
            Assert.That(told.Headers["x-hub-signature"], Does.Match("^sha1=[0-9a-f]{40}$"));
            Assert.That(told.Headers["content-type"], Is.EqualTo("application/json"));
            Assert.That(told.Headers["user-agent"], Does.StartWith("GitHub-Hookshot/"));
            Assert.That(told.Headers["x-github-hook-id"], Is.EqualTo(hook.Split('/')[^1]));
            Assert.That(Guid.TryParse(told.Guid, out _));
        });
    }

    [Test]
    public async Task A_ping_comes_at_the_making_and_when_asked_for(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "pings");
        var github = await HookClientAsync(stop);
        foreach (var (place, example) in new[] { ($"/repos/{repo}", "ping.event.1"), ("/orgs/pings", "ping.event.3") })
        {
            var hook = await SubscribeAsync(github, place, stop, "workflow_job");
            Assert.That((int)(await github.PostAsync($"{hook}/pings", null, stop)).Status, Is.EqualTo(204));
            var ping = await Receiver.NextAsync(stop);
            Assert.That(ping.Name, Is.EqualTo("ping"));
            Assert.That(WebhookDescription.MissingKeys(ping.Payload, example), Is.Empty);
            Assert.That(ping.Payload.ToJsonString(), Does.Not.Contain(Secret));
        }
    }

    [Test]
    public async Task A_form_carries_the_payload_in_one_field_and_is_signed_as_it_is_sent(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var order = Order("workflow_job");
        order["config"]!["content_type"] = "form";

        await github.PostAsync($"/repos/{repo}/hooks", order, stop);
        var ping = await Receiver.NextAsync(stop);

        var body = System.Text.Encoding.UTF8.GetString(ping.Body);
        Assert.That(ping.IsSigned(Secret));
        Assert.That(ping.Headers["content-type"], Is.EqualTo("application/x-www-form-urlencoded"));
        Assert.That(JsonNode.Parse(Uri.UnescapeDataString(body["payload=".Length..]))!["zen"], Is.Not.Null);
    }

    [Test]
    public async Task A_receiver_that_does_not_answer_has_ten_seconds(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        await SettledAsync(stop);
        Receiver.IsMute = true;
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        await SettledAsync(stop);

        var failed = (await github.GetAsync($"{hook}/deliveries?status=failure", stop)).Body!.AsArray().Single()!;

        Assert.That(failed["status"]!.GetValue<string>(), Is.EqualTo("timed out"));
        Assert.That(failed["duration"]!.GetValue<double>(), Is.InRange(9.5, 30));
    }

    [Test]
    public async Task A_held_job_is_told_as_waiting_and_then_as_queued(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        var order = new ForgeRunOrder(repo, [new ForgeJobOrder("build", ["x"], [new ForgeStep("true")]) { Waiting = true }]);

        var run = await Admin.QueueRunAsync(order, stop);
        await Admin.ReleaseJobAsync(run.Jobs[0].Id, stop);
        var told = await Receiver.NextAsync(2, stop);

        Assert.That(told.Select(one => one.Name), Is.EqualTo((string[])["workflow_job.waiting", "workflow_job.queued"]));
        Assert.That(told.SelectMany(one => WebhookDescription.GitHub.CheckJob(one.Payload)), Is.Empty);
    }

    [Test]
    public async Task An_organisations_webhook_hears_of_all_its_repositories_and_of_no_other(CancellationToken stop)
    {
        var (one, two) = (await NewRepositoryAsync(stop, "hearing"), await NewRepositoryAsync(stop, "hearing"));
        var other = await NewRepositoryAsync(stop, "deaf");
        var github = await HookClientAsync(stop);
        await SubscribeAsync(github, "/orgs/hearing", stop, "workflow_job");
        foreach (var repo in (string[])[one, other, two])
        {
            await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        }

        var told = await Receiver.NextAsync(2, stop);
        await SettledAsync(stop);

        Assert.That(told.Select(heard => heard.Payload["repository"]!["full_name"]!.ToString()), Is.EqualTo((string[])[one, two]));
        Assert.That(Receiver.All, Has.Count.EqualTo(3));
    }
}
