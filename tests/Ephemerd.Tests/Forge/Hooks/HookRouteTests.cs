using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Hooks;

/// <summary>The REST side; the client holds every answer against GitHub's description.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class HookRouteTests : HookTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_webhook_is_made_seen_changed_and_deleted_and_its_secret_is_never_shown(bool ofOrganization, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "routes");
        var place = ofOrganization ? "/orgs/routes" : $"/repos/{repo}";
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, place, stop, "workflow_job");
        var change = new JsonObject { ["events"] = new JsonArray("workflow_run"), ["active"] = false };

        var list = await github.GetAsync($"{place}/hooks", stop);
        var seen = await github.GetAsync(hook, stop);
        var changed = await github.SendAsync(HttpMethod.Patch, hook, change, stop);
        await SettledAsync(stop);
        var deliveries = await github.GetAsync($"{hook}/deliveries", stop);
        var delivery = await github.GetAsync($"{hook}/deliveries/{deliveries.Body![0]!["id"]}", stop);

        Assert.Multiple(() =>
        {
            Assert.That(list.Body!.AsArray(), Has.Count.EqualTo(1));
            Assert.That(seen.Body!["config"]!["secret"]!.GetValue<string>(), Is.EqualTo("********"));
            Assert.That(changed.Body!["events"]!.ToJsonString(), Is.EqualTo("""["workflow_run"]"""));
            Assert.That(changed.Body!["active"]!.GetValue<bool>(), Is.False);
            Assert.That(delivery.Body!["request"]!["headers"]!["X-GitHub-Event"]!.GetValue<string>(), Is.EqualTo("ping"));
            Assert.That(delivery.Body!["response"]!["payload"]!.GetValue<string>(), Is.EqualTo("taken"));
            foreach (var reply in (Reply[])[list, seen, changed, deliveries, delivery])
            {
                Assert.That(reply.Body!.ToJsonString(), Does.Not.Contain(Secret));
            }
        });
        Assert.That((int)(await github.DeleteAsync(hook, stop)).Status, Is.EqualTo(204));
        Assert.That((int)(await github.GetAsync(hook, stop)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_webhook_that_is_off_or_listens_to_something_else_hears_nothing(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "push");
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        await github.SendAsync(HttpMethod.Patch, hook, new JsonObject { ["add_events"] = new JsonArray("workflow_job"), ["active"] = false }, stop);
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        await github.SendAsync(HttpMethod.Patch, hook, new JsonObject { ["active"] = true }, stop);
        var heard = await Admin.QueueJobAsync(repo, ["x"], "true", stop);

        Assert.That((await Receiver.NextAsync(stop)).Payload["workflow_job"]!["id"]!.GetValue<long>(), Is.EqualTo(heard.Id));
    }

    [Test]
    public async Task A_failed_delivery_is_not_tried_again_until_asked_and_keeps_its_guid(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        Receiver.Status = 500;
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        var first = await Receiver.NextAsync(stop);
        await SettledAsync(stop);
        Receiver.Status = 200;
        Assert.That(Receiver.All, Has.Count.EqualTo(2));

        var failed = (await github.GetAsync($"{hook}/deliveries?status=failure", stop)).Body!.AsArray().Single()!;
        var asked = await github.PostAsync($"{hook}/deliveries/{failed["id"]}/attempts", null, stop);
        var second = await Receiver.NextAsync(stop);
        await SettledAsync(stop);
        var page = await github.GetAsync($"{hook}/deliveries?per_page=1", stop);

        Assert.That((int)asked.Status, Is.EqualTo(202));
        Assert.That(failed["status_code"]!.GetValue<int>(), Is.EqualTo(500));
        Assert.That((second.Guid, second.Body), Is.EqualTo((first.Guid, first.Body)));
        Assert.That(page.Body![0]!["redelivery"]!.GetValue<bool>());
        Assert.That(page.Body![0]!["guid"]!.GetValue<string>(), Is.EqualTo(first.Guid));
        var next = page.Header("Link").Split('<', '>')[1];
        Assert.That((await github.GetAsync(new Uri(next).PathAndQuery, stop)).Body![0]!["id"]!.ToString(), Is.EqualTo(failed["id"]!.ToString()));
    }

    [Test]
    public async Task A_receiver_that_is_not_there_is_a_failed_delivery(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        await Receiver.DisposeAsync();
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        await SettledAsync(stop);

        var failed = (await github.GetAsync($"{hook}/deliveries?status=failure", stop)).Body!.AsArray().Single()!;

        Assert.That(failed["status"]!.GetValue<string>(), Is.EqualTo("failed to connect"));
        var full = await github.GetAsync($"{hook}/deliveries/{failed["id"]}", stop);
        Assert.That(full.Body!["response"]!["headers"], Is.Null);
    }

    [Test]
    public async Task The_twenty_first_webhook_of_an_event_is_refused(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        for (var i = 0; i < 20; i++)
        {
            Assert.That((int)(await MakeAsync(i, "workflow_job")).Status, Is.EqualTo(201));
        }

        var refused = await MakeAsync(20, "workflow_job", "workflow_run");
        Assert.That((int)refused.Status, Is.EqualTo(422));
        Assert.That(Why(refused), Is.EqualTo("The \"workflow_job\" event cannot have more than 20 hooks"));
        Assert.That((int)(await MakeAsync(20, "workflow_run")).Status, Is.EqualTo(201), "another event has room");

        Task<Reply> MakeAsync(int number, params string[] events)
        {
            var order = Order(events);
            order["config"]!["url"] = $"{Receiver.Url}?{number}";
            return github.PostAsync($"/repos/{repo}/hooks", order, stop);
        }
    }

    [Test]
    public async Task What_GitHub_refuses_is_refused(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await HookClientAsync(stop);
        await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        (Action<JsonObject> Bend, string Why)[] wrongs =
        [
            (_ => { }, "already exists"),
            (order => order["config"]!.AsObject().Remove("url"), "must contain URL"),
            (order => order.Remove("config"), "must contain URL"),
            (order => order["config"]!["url"] = "https://192.0.2.1/hook", "loopback"),
            (order => order["config"]!["url"] = "http://localhost.example/hook", "loopback"),
            (order => order["config"]!["content_type"] = "xml", "Content type"),
            (order => order["config"]!["colour"] = "red", "not a permitted key"),
            (order => order["events"] = new JsonArray("workflow_jobs"), "Events is invalid"),
            (order => order["events"] = new JsonArray(), "at least one event"),
            (order => order["name"] = "email", "name must be web"),
            (order => order["colour"] = "red", "not a permitted key"),
        ];
        foreach (var (bend, why) in wrongs)
        {
            var order = Order("workflow_job");
            bend(order);
            var reply = await github.PostAsync($"/repos/{repo}/hooks", order, stop);
            Assert.That((int)reply.Status, Is.EqualTo(422), why);
            Assert.That(reply.Body!.ToJsonString(), Does.Contain(why));
        }
    }

    [Test]
    public async Task Only_who_may_administer_webhooks_sees_them(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "guarded");
        await Admin.CreateRepositoryAsync("guarded/public", isPrivate: false, stop: stop);
        var plain = await NewClientAsync(stop, "public_repo");
        var allowed = await HookClientAsync(stop);
        foreach (var place in (string[])[$"/repos/{repo}", "/repos/guarded/public", "/orgs/guarded"])
        {
            Assert.That((int)(await plain.GetAsync($"{place}/hooks", stop)).Status, Is.AnyOf(403, 404), place);
            Assert.That((int)(await allowed.GetAsync($"{place}/hooks", stop)).Status, Is.EqualTo(200), place);
        }
    }

    private static string? Why(Reply reply) => reply.Body?["errors"]?[0]?["message"]?.GetValue<string>();
}
