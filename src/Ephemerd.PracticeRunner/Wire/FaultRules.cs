using System.Net;
using System.Text.Json;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>What a refusal of the message poll means for the Listener.</summary>
internal enum PollVerdict
{
    Retry,
    TooOld,
    RunnerGone,
    Deprovisioned,
    SessionInvalid,
    Terminal,
}

/// <summary>Reads refusals. The body decides, not the status (runner-protocol facts, table "Errors", observed on runner v2.336.0).</summary>
internal static class FaultRules
{
    private const string Broker = "actions-broker-listener";
    private const string RunService = "actions-run-service";

    public static PollVerdict OfPoll(HttpAnswer answer) => BrokerKind(answer) switch
    {
        "RunnerVersionTooOld" => PollVerdict.TooOld,
        "RunnerNotFound" => PollVerdict.RunnerGone,
        "HostedRunnerDeprovisioned" => PollVerdict.Deprovisioned,
        "RunnerSessionInvalid" => PollVerdict.SessionInvalid,
        _ => answer.Status is HttpStatusCode.Unauthorized ? PollVerdict.Terminal : PollVerdict.Retry,
    };

    public static string? BrokerKind(HttpAnswer answer) => Read(answer) is { Source: Broker } error ? error.ErrorKind : null;

    /// <summary>A job that is not to be had: no retry. Only the run service's own body makes it so.</summary>
    public static bool IsJobGone(HttpAnswer answer) => Read(answer) is { Source: RunService, StatusCode: 404 or 409 or 422 };

    public static bool IsJobNotFound(HttpAnswer answer) => Read(answer) is { Source: RunService, StatusCode: 404 };

    public static string Text(HttpAnswer answer) =>
        Read(answer)?.ErrorMessage is { Length: > 0 } message ? message
        : answer.IsUnreachable ? answer.Body
        : $"{answer.Status} ({(int)answer.Status})";

    private static ServiceError? Read(HttpAnswer answer)
    {
        if (answer.IsSuccess || !answer.Body.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body, WireJson.Default.ServiceError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
