using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The results service: step states, logs, summaries. Everything here is best effort and never fails a job.</summary>
internal sealed class ResultsClient(HttpDoor http, Uri service, JobTicket job, TimeProvider time)
{
    private const int PageSize = 2 * 1024 * 1024;
    private const string Updates = "twirp/github.actions.results.api.v1.WorkflowStepUpdateService/";
    private const string Receiver = "twirp/results.services.receiver.Receiver/";
    private long _changes;

    public Task UpdateStepsAsync(IReadOnlyList<StepState> steps, CancellationToken stop) =>
        PostAsync($"{Updates}WorkflowStepsUpdate", new StepsUpdate(steps, ++_changes, job.JobId, job.PlanId), SnakeJson.Default.StepsUpdate, stop);

    /// <remarks>A null step means the log of the whole job.</remarks>
    public async Task UploadLogAsync(Guid? step, FileStream log, long lines, CancellationToken stop)
    {
        var what = step is null ? "Job" : "Step";
        var place = await AskPlaceAsync($"Get{what}LogsSignedBlobURL", step, stop);
        if (place?.LogsUrl is { } url && await UploadAsync(url, log, stop))
        {
            await PostAsync(
                $"{Receiver}Create{what}LogsMetadata", new LogMetadata(job.JobId, job.PlanId, step, time.GetUtcNow(), lines, null), SnakeJson.Default.LogMetadata, stop);
        }
    }

    public async Task UploadSummaryAsync(Guid step, byte[] summary, CancellationToken stop)
    {
        var place = await AskPlaceAsync("GetStepSummarySignedBlobURL", step, stop);
        if (place?.SummaryUrl is { } url && (await http.PutAsync(new Uri(url), summary, "BlockBlob", stop)).IsSuccess)
        {
            await PostAsync(
                $"{Receiver}CreateStepSummaryMetadata",
                new LogMetadata(job.JobId, job.PlanId, step, time.GetUtcNow(), null, summary.Length),
                SnakeJson.Default.LogMetadata,
                stop);
        }
    }

    private async Task<LogPlace?> AskPlaceAsync(string method, Guid? step, CancellationToken stop)
    {
        var answer = await PostAsync(Receiver + method, new LogRequest(job.JobId, job.PlanId, step), SnakeJson.Default.LogRequest, stop);
        try
        {
            return answer.IsSuccess ? JsonSerializer.Deserialize(answer.Body, SnakeJson.Default.LogPlace) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One page goes up whole; more than one as an append blob, sealed with the last page.</summary>
    private async Task<bool> UploadAsync(string url, FileStream log, CancellationToken stop)
    {
        var page = new byte[Math.Min(PageSize, log.Length)];
        if (log.Length < PageSize)
        {
            await log.ReadExactlyAsync(page, stop);
            return (await http.PutAsync(new Uri(url), page, "BlockBlob", stop)).IsSuccess;
        }

        var stored = (await http.PutAsync(new Uri(url), ReadOnlyMemory<byte>.Empty, "AppendBlob", stop)).IsSuccess;
        while (stored && log.Position < log.Length)
        {
            var size = await log.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, stop);
            var seal = log.Position == log.Length ? "&seal=true" : "";
            stored = (await http.PutAsync(new Uri($"{url}&comp=appendblock{seal}"), page.AsMemory(0, size), null, stop)).IsSuccess;
        }

        return stored;
    }

    private Task<HttpAnswer> PostAsync<T>(string path, T body, JsonTypeInfo<T> shape, CancellationToken stop) =>
        http.PostJsonAsync(new Uri(service, path), job.AccessToken, JsonSerializer.Serialize(body, shape), stop);
}
