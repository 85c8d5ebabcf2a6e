using System.Net;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Protocol;

[TestFixture]
[CancelAfter(60_000)]
public sealed class SessionTests : ForgeTest
{
    [Test]
    public async Task A_second_session_conflicts_until_the_first_is_closed(CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        Assert.That((await runner.OpenSessionAsync(stop)).Status, Is.EqualTo(HttpStatusCode.Conflict));
        await runner.CloseSessionAsync(stop);
        Assert.That((await runner.OpenSessionAsync(stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_poll_without_news_ends_with_202_and_nothing(CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 0.2 }, stop);
        var spoken = await runner.PollAsync(stop);
        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 50 }, stop);
        Assert.That((spoken.Status, spoken.Body), Is.EqualTo((HttpStatusCode.Accepted, (object?)null)));
    }

    [Test]
    public async Task A_message_is_served_once_to_the_poll_that_is_held(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var runner = await OnlineAsync(repo, stop);
        var held = runner.PollAsync(stop);
        await Admin.WaitForCensusAsync(census => census.HeldPolls == 1, stop);
        await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        Assert.That((await held).Body!["messageType"]!.GetValue<string>(), Is.EqualTo("RunnerJobRequest"));

        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 0.2 }, stop);
        Assert.That((await runner.PollAsync(stop)).Status, Is.EqualTo(HttpStatusCode.Accepted));
        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 50 }, stop);
    }

    [Test]
    public async Task Only_the_newest_poll_gets_the_message(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var runner = await OnlineAsync(repo, stop);
        var first = runner.PollAsync(stop);
        await Admin.WaitForCensusAsync(census => census.HeldPolls == 1, stop);
        var second = runner.PollAsync(stop);
        Assert.That((await first).Status, Is.EqualTo(HttpStatusCode.Accepted));
        await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        Assert.That((await second).Body, Is.Not.Null);
    }

    [Test]
    public async Task A_deleted_runner_hears_of_it_in_its_held_poll(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var runner = await OnlineAsync(repo, stop);
        var held = runner.PollAsync(stop);
        await Admin.WaitForCensusAsync(census => census.HeldPolls == 1, stop);
        await github.DeleteAsync($"/repos/{repo}/actions/runners/{runner.Id}", stop);
        Assert.That((await held).ErrorKind, Is.EqualTo("RunnerNotFound"));
        Assert.That((await runner.PollAsync(stop)).ErrorKind, Is.EqualTo("RunnerNotFound"));
    }

    [Test]
    public async Task A_poll_of_another_session_is_invalid_and_one_without_a_token_unauthorized(CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        await runner.CloseSessionAsync(stop);
        Assert.That((await runner.PollAsync(stop)).ErrorKind, Is.EqualTo("RunnerSessionInvalid"));
        var bare = await runner.SendAsync(HttpMethod.Delete, runner.Broker + "session", null, "unknown", stop);
        Assert.That(bare.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_poll_that_lacks_a_parameter_or_has_one_too_many_is_an_infidelity(CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        var before = (await Admin.InfidelitiesAsync(stop)).Count;
        var url = $"{runner.Broker}message?sessionId={runner.SessionId}&status=Online&runnerVersion=2.336.0&os=Linux&flavour=sweet";
        Assert.That((await runner.SendAsync(HttpMethod.Get, url, null, runner.Token, stop)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        var met = (await Admin.InfidelitiesAsync(stop)).Skip(before).Select(infidelity => infidelity.What).ToList();
        Assert.That(met, Has.Count.EqualTo(3));
        Assert.That(string.Join('\n', met), Does.Contain("flavour").And.Contain("architecture").And.Contain("disableUpdate"));
    }

    [Test]
    public async Task A_session_for_somebody_else_is_forbidden(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var runner = await RegisterAsync(repo, stop);
        var other = await RegisterAsync(repo, stop);
        await runner.AuthenticateAsync(stop);
        await other.AuthenticateAsync(stop);
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["sessionId"] = Guid.Empty.ToString(),
            ["ownerName"] = "x",
            ["agent"] = new System.Text.Json.Nodes.JsonObject { ["id"] = other.Id, ["name"] = other.Name },
        };
        var spoken = await runner.SendAsync(HttpMethod.Post, runner.Broker + "session", body, runner.Token, stop);
        Assert.That(spoken.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task An_update_is_offered_but_withheld_from_who_refuses_updates(CancellationToken stop)
    {
        using var package = TestPackage.Make("2.999.1");
        await Admin.AddPackageAsync(package.Path, stop);
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        await Admin.RefreshRunnerAsync(runner.Id, package.FileName, stop);
        var message = (await runner.PollAsync(stop)).Body!;
        var body = System.Text.Json.Nodes.JsonNode.Parse(message["body"]!.GetValue<string>())!;
        Assert.That((message["messageType"]!.GetValue<string>(), body["target_version"]!.GetValue<string>()), Is.EqualTo(("RunnerRefresh", "2.999.1")));

        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 0.2 }, stop);
        await runner.PollAsync(stop, disableUpdate: true);
        await Admin.SetMannersAsync(new ForgeManners { HoldSeconds = 50 }, stop);
        Assert.ThrowsAsync<HttpRequestException>(() => Admin.RefreshRunnerAsync(runner.Id, package.FileName, stop));
    }
}
