using System.Text.Json.Nodes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol;

/// <summary>One request to the runner services.</summary>
internal sealed class ProtocolCall(HttpContext context, RequestNote note)
{
    public HttpContext Context { get; } = context;

    public RequestNote Note { get; } = note;

    public JsonObject Body { get; set; } = [];

    public CancellationToken Aborted => Context.RequestAborted;

    public string? Bearer
    {
        get
        {
            var value = Context.Request.Headers.Authorization.ToString();
            return value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value["Bearer ".Length..] : null;
        }
    }

    public string Query(string name) => Context.Request.Query[name].ToString();

    public string? Text(string name) => Body.Text(name);

    public Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;

    public FaultScope Scope(Runner? runner) => new(
        Note.Class, runner?.Assignment?.Job.Run.Repo.FullName ?? runner?.Registration.Repo?.FullName, runner?.Registration.Name);
}
