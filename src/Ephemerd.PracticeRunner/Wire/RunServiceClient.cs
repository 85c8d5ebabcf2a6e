using System.Text.Json;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The run service's three calls: take a job, keep it, end it.</summary>
internal sealed class RunServiceClient(HttpDoor http)
{
    public Task<HttpAnswer> AcquireAsync(JobOffer offer, string token, CancellationToken stop)
    {
        var request = new AcquireRequest(offer.RunnerRequestId, "Linux", offer.BillingOwnerId);
        return http.PostJsonAsync(
            new Uri(offer.RunServiceUrl, "acquirejob"), token, JsonSerializer.Serialize(request, WireJson.Default.AcquireRequest), stop);
    }

    public Task<HttpAnswer> RenewAsync(JobTicket job, CancellationToken stop) =>
        http.PostJsonAsync(
            new Uri(job.Service, "renewjob"),
            job.AccessToken,
            JsonSerializer.Serialize(new RenewRequest(job.PlanId, job.JobId), WireJson.Default.RenewRequest),
            stop);

    public Task<HttpAnswer> CompleteAsync(JobTicket job, CompleteRequest request, CancellationToken stop) =>
        http.PostJsonAsync(
            new Uri(job.Service, "completejob"), job.AccessToken, JsonSerializer.Serialize(request, WireJson.Default.CompleteRequest), stop);
}
