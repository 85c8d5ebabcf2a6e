using System.Net;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Faults;

/// <summary>The wire shape of every fault of the runner services; the runner looks at the body, so that is what is asserted.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class ProtocolFaultTests : ForgeTest
{
    [TestCase("runner_deprecated", 403, "RunnerVersionTooOld")]
    [TestCase("runner_deprecated_plain", 403, null)]
    [TestCase("runner_not_found", 404, "RunnerNotFound")]
    [TestCase("runner_deprovisioned", 403, "HostedRunnerDeprovisioned")]
    [TestCase("session_invalid", 404, "RunnerSessionInvalid")]
    [TestCase("message_unauthorized", 401, null)]
    [TestCase("server_error", 502, null)]
    public async Task A_poll_meets_the_fault(string name, int status, string? kind, CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        await Admin.SetFaultAsync(new ForgeFault(name) { RouteClass = "message", Count = 1 }, stop);
        var struck = await runner.PollAsync(stop);
        var body = struck.Body as System.Text.Json.Nodes.JsonObject;
        Assert.That(((int)struck.Status, body?["errorKind"]?.GetValue<string>()), Is.EqualTo((status, kind)));
        if (kind is not null)
        {
            Assert.That(body!["source"]!.GetValue<string>(), Is.EqualTo("actions-broker-listener"));
            Assert.That(body["statusCode"]!.GetValue<int>(), Is.EqualTo(status));
        }

        if (name == "runner_deprecated")
        {
            Assert.That(body!["errorMessage"]!.GetValue<string>(), Is.EqualTo("Runner version v2.336.0 is deprecated and cannot receive messages."));
        }
    }

    [Test]
    public async Task After_an_invalid_session_a_new_one_opens_at_once(CancellationToken stop)
    {
        var runner = await OnlineAsync(await NewRepositoryAsync(stop), stop);
        await Admin.SetFaultAsync(new ForgeFault("session_invalid") { Count = 1 }, stop);
        await runner.PollAsync(stop);
        Assert.That((await runner.OpenSessionAsync(stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("session_conflict", 409)]
    [TestCase("session_unauthorized", 401)]
    [TestCase("session_forbidden", 403)]
    public async Task A_session_meets_the_fault(string name, int status, CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        await runner.AuthenticateAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault(name) { Count = 1, Runner = runner.Name }, stop);
        Assert.That((int)(await runner.OpenSessionAsync(stop)).Status, Is.EqualTo(status));
        Assert.That((int)(await runner.OpenSessionAsync(stop)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_token_is_refused_as_an_invalid_client(CancellationToken stop)
    {
        var runner = await RegisterAsync(await NewRepositoryAsync(stop), stop);
        await Admin.SetFaultAsync(new ForgeFault("token_invalid_client") { Count = 1 }, stop);
        var struck = await runner.AuthenticateAsync(stop);
        Assert.That(((int)struck.Status, struck.Body!["error"]!.GetValue<string>()), Is.EqualTo((400, "invalid_client")));
        Assert.That((await runner.AuthenticateAsync(stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("acquire_not_found", 404)]
    [TestCase("acquire_conflict", 409)]
    [TestCase("acquire_unprocessable", 422)]
    public async Task An_acquisition_meets_the_fault(string name, int status, CancellationToken stop)
    {
        var (runner, offer, _) = await OfferedAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault(name) { Count = 1 }, stop);
        var struck = await runner.AcquireAsync(offer, stop);
        Assert.That(((int)struck.Status, struck.Body!["source"]!.GetValue<string>()), Is.EqualTo((status, "actions-run-service")));
        Assert.That((await runner.AcquireAsync(offer, stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_acknowledgement_meets_the_fault(CancellationToken stop)
    {
        var (runner, offer, _) = await OfferedAsync(stop);
        var request = offer["runner_request_id"]!.GetValue<string>();
        await Admin.SetFaultAsync(new ForgeFault("acknowledge_not_found") { Count = 1 }, stop);
        Assert.That((await runner.AcknowledgeAsync(request, stop)).ErrorKind, Is.EqualTo("AcknowledgeJobNotFound"));
        Assert.That((await runner.AcknowledgeAsync(request, stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_renewal_may_be_refused_while_the_job_stays_the_runners(CancellationToken stop)
    {
        var (runner, offer, _) = await OfferedAsync(stop);
        var job = new TakenJob((await runner.AcquireAsync(offer, stop)).Body!);
        await Admin.SetFaultAsync(new ForgeFault("renew_not_found") { Count = 1 }, stop);
        Assert.That((await runner.RenewAsync(job, stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await runner.RenewAsync(job, stop)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_lost_job_has_failed_and_is_not_queued_again(CancellationToken stop)
    {
        var (runner, offer, id) = await OfferedAsync(stop);
        var job = new TakenJob((await runner.AcquireAsync(offer, stop)).Body!);
        await Admin.SetFaultAsync(new ForgeFault("job_lost") { Count = 1 }, stop);
        Assert.That((await runner.RenewAsync(job, stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        var lost = await Admin.JobAsync(id, stop);
        Assert.That((lost.Conclusion, lost.Requeues), Is.EqualTo(("failure", 0)));
    }

    [Test]
    public async Task A_completion_may_be_refused(CancellationToken stop)
    {
        var (runner, offer, _) = await OfferedAsync(stop);
        var job = new TakenJob((await runner.AcquireAsync(offer, stop)).Body!);
        await runner.RenewAsync(job, stop);
        await Admin.SetFaultAsync(new ForgeFault("complete_not_found") { Count = 1 }, stop);
        Assert.That((await runner.CompleteAsync(job, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await runner.CompleteAsync(job, "succeeded", stop)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    private async Task<(FakeRunner Runner, System.Text.Json.Nodes.JsonNode Offer, long Job)> OfferedAsync(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted"], "true", stop);
        var runner = await OnlineAsync(repo, stop);
        return (runner, await runner.OfferAsync(stop), job.Id);
    }
}
