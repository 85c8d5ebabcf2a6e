using System.Runtime.InteropServices;
using System.Text.Json;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The broker's four calls. Paths are joined to the base as they stand, hence its closing slash.</summary>
internal sealed class BrokerClient(HttpDoor http, RunnerSettings settings, string version)
{
    public Task<HttpAnswer> CreateSessionAsync(string token, CancellationToken stop)
    {
        var agent = new SessionAgent(
            long.TryParse(settings.AgentId, out var id) ? id : 0, settings.AgentName, version, RuntimeInformation.OSDescription, null, 0, null);
        var request = new SessionRequest(Guid.Empty, $"{Environment.MachineName} (PID: {Environment.ProcessId})", agent, false);
        return http.PostJsonAsync(At("session"), token, JsonSerializer.Serialize(request, WireJson.Default.SessionRequest), stop);
    }

    public static Guid SessionId(HttpAnswer answer) => JsonSerializer.Deserialize(answer.Body, WireJson.Default.SessionReply)!.SessionId;

    public Task<HttpAnswer> PollAsync(string token, Guid session, bool busy, CancellationToken stop) =>
        http.GetAsync(At($"message?{Query(session, busy)}&disableUpdate={(settings.DisableUpdate ? "true" : "false")}"), token, stop);

    public static BrokerMessage? Message(HttpAnswer answer) =>
        answer.Body.Length == 0 ? null : JsonSerializer.Deserialize(answer.Body, WireJson.Default.BrokerMessage);

    public Task<HttpAnswer> AcknowledgeAsync(string token, Guid session, string runnerRequestId, CancellationToken stop) =>
        http.PostJsonAsync(
            At($"acknowledge?{Query(session, false)}"),
            token,
            JsonSerializer.Serialize(new AcknowledgeRequest(runnerRequestId), WireJson.Default.AcknowledgeRequest),
            stop);

    public Task<HttpAnswer> DeleteSessionAsync(string token, CancellationToken stop) => http.DeleteAsync(At("session"), token, stop);

    private string Query(Guid session, bool busy) =>
        $"sessionId={session}&status={(busy ? "Busy" : "Online")}&runnerVersion={version}&os=Linux&architecture=X64";

    private Uri At(string path) => new(settings.Broker, path);
}
