using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Protocol.Jobs;
using Ephemerd.Forge.Protocol.Results;
using Ephemerd.Forge.Record;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Protocol;

/// <summary>The runner services, route by route. The README's table names the source of each.</summary>
internal sealed class ProtocolRoutes(
    TokenService token, SessionService session, MessageService message, JobService job, ResultsService results)
{
    private const string Twirp = "/results/twirp/";
    private const string Steps = Twirp + "github.actions.results.api.v1.WorkflowStepUpdateService/";
    private const string Receiver = Twirp + "results.services.receiver.Receiver/";

    private static readonly string[] Ids = ["workflow_job_run_backend_id", "workflow_run_backend_id"];
    private static readonly string[] Poll = ["sessionId", "status", "runnerVersion", "os", "architecture"];

    public void Map(IEndpointRouteBuilder app, ProtocolGate gate)
    {
        foreach (var route in Table())
        {
            app.MapMethods(route.Path, [route.Method], (RequestDelegate)(context => gate.HandleAsync(context, route)));
        }
    }

    private IEnumerable<ProtocolRoute> Table() =>
    [
        new("POST", "/oauth/token", RouteClass.Token, token.AnswerAsync),
        new("POST", "/broker/session", RouteClass.Session, Now(session.Open)) { Body = ["sessionId", "ownerName", "agent"] },
        new("DELETE", "/broker/session", RouteClass.Session, Now(session.Close)),
        new("GET", "/broker/message", RouteClass.Message, message.PollAsync) { Query = [.. Poll, "disableUpdate"] },
        new("POST", "/broker/acknowledge", RouteClass.Acknowledge, Now(message.Acknowledge)) { Query = Poll, Body = ["runnerRequestId"] },
        new("POST", "/run/acquirejob", RouteClass.Acquire, Now(job.Acquire)) { Body = ["jobMessageId", "runnerOS"] },
        new("POST", "/run/renewjob", RouteClass.Renew, Now(job.Renew)) { Body = ["planId", "jobId"] },
        new("POST", "/run/completejob", RouteClass.Complete, Now(job.Complete)) { Body = ["planId", "jobId", "conclusion"] },
        new("POST", Steps + "WorkflowStepsUpdate", RouteClass.Results, Now(results.Steps)) { Body = [.. Ids, "steps", "change_order"] },
        Sign("GetStepLogsSignedBlobURL", "step", "logs_url", "step_backend_id"),
        Sign("GetJobLogsSignedBlobURL", "job", "logs_url"),
        Sign("GetStepSummarySignedBlobURL", "summary", "summary_url", "step_backend_id"),
        Sign("GetJobDiagLogsSignedBlobURL", "diag", "diag_logs_url"),
        Accept("CreateStepLogsMetadata", "step_backend_id"),
        Accept("CreateJobLogsMetadata"),
        Accept("CreateStepSummaryMetadata", "step_backend_id"),
    ];

    private static Func<ProtocolCall, Task<ProtocolAnswer>> Now(Func<ProtocolCall, ProtocolAnswer> answer) =>
        call => Task.FromResult(answer(call));

    private ProtocolRoute Sign(string name, string kind, string field, params string[] more) =>
        new("POST", Receiver + name, RouteClass.Results, Now(call => results.Sign(call, kind, field))) { Body = [.. Ids, .. more] };

    private ProtocolRoute Accept(string name, params string[] more) =>
        new("POST", Receiver + name, RouteClass.Results, Now(results.Accept)) { Body = [.. Ids, .. more] };
}
