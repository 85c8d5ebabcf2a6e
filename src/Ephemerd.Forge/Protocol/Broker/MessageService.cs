using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Broker;

/// <summary><c>GET /broker/message</c> and <c>POST /broker/acknowledge</c>.</summary>
internal sealed class MessageService(World world, RunnerDesk desk, RunnerTokens tokens, FaultDoor faults)
{
    public async Task<ProtocolAnswer> PollAsync(ProtocolCall call)
    {
        var runner = tokens.RunnerOf(call.Bearer);
        call.Note.Credential = $"runner:{runner?.Registration.Name}";
        if (runner is null)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        if (Struck(call, runner) is { } fault)
        {
            return fault;
        }

        if (Begin(call, runner) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await HoldAsync(call, runner);
        }
        finally
        {
            lock (world.Gate)
            {
                runner.PollsHeld--;
                runner.LastSeen = world.Now;
            }
        }
    }

    public ProtocolAnswer Acknowledge(ProtocolCall call)
    {
        var runner = tokens.RunnerOf(call.Bearer);
        call.Note.Credential = $"runner:{runner?.Registration.Name}";
        if (runner is null)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        lock (world.Gate)
        {
            var known = call.Id("runnerRequestId") is { } id
                && world.Assignments.TryGetValue(id, out var assignment) && assignment.Runner == runner;
            return !known || faults.Take(FaultKind.AcknowledgeNotFound, call.Scope(runner), call.Note) is not null
                ? ProtocolAnswer.Broker(StatusCodes.Status404NotFound, "AcknowledgeJobNotFound", "Job not found.")
                : new ProtocolAnswer(StatusCodes.Status200OK);
        }
    }

    private ProtocolAnswer? Begin(ProtocolCall call, Runner runner)
    {
        lock (world.Gate)
        {
            if (IsGone(runner))
            {
                return NotFound();
            }

            if (runner.Session is not { } session || session.Id.ToString() != call.Query("sessionId"))
            {
                return runner.End is null ? SessionInvalid() : NotFound();
            }

            runner.PollsHeld++;
            runner.PollsBegun++;
            runner.Ring();
            runner.RefusesUpdates = call.Query("disableUpdate").Equals("true", StringComparison.OrdinalIgnoreCase);
            var named = runner.State with { Os = call.Query("os"), Version = call.Query("runnerVersion") };
            if (runner.End is null)
            {
                world.Move(runner, named, "named itself");
            }

            desk.Heard(runner);
            return null;
        }
    }

    private async Task<ProtocolAnswer> HoldAsync(ProtocolCall call, Runner runner)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted);
        var held = Task.Delay(world.Manners.Hold, world.Clock, end.Token);
        int? own = null;
        try
        {
            while (true)
            {
                Task bell;
                lock (world.Gate)
                {
                    own ??= runner.PollsBegun;
                    if (call.Aborted.IsCancellationRequested || own != runner.PollsBegun)
                    {
                        return ProtocolAnswer.Nothing;
                    }

                    if (IsGone(runner))
                    {
                        return NotFound();
                    }

                    if (runner.Messages.TryDequeue(out var message))
                    {
                        return ProtocolAnswer.Ok(Messages.ToJson(message));
                    }

                    bell = runner.Bell;
                }

                if (await Task.WhenAny(bell, held) == held)
                {
                    return ProtocolAnswer.Nothing;
                }
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private ProtocolAnswer? Struck(ProtocolCall call, Runner runner)
    {
        var scope = call.Scope(runner);
        bool Has(FaultKind kind) => faults.Take(kind, scope, call.Note) is not null;
        var deprecated = $"Runner version v{call.Query("runnerVersion")} is deprecated and cannot receive messages.";
        return Has(FaultKind.RunnerDeprecated) ? ProtocolAnswer.Broker(StatusCodes.Status403Forbidden, "RunnerVersionTooOld", deprecated)
            : Has(FaultKind.RunnerDeprecatedPlain) ? new ProtocolAnswer(StatusCodes.Status403Forbidden, deprecated)
            : Has(FaultKind.RunnerNotFound) ? NotFound()
            : Has(FaultKind.RunnerDeprovisioned)
                ? ProtocolAnswer.Broker(StatusCodes.Status403Forbidden, "HostedRunnerDeprovisioned", "The hosted runner was deprovisioned.")
            : Has(FaultKind.SessionInvalid) ? Forget(runner)
            : Has(FaultKind.MessageUnauthorized) ? new ProtocolAnswer(StatusCodes.Status401Unauthorized)
            : null;
    }

    /// <summary>The session is truly gone, so the new one the runner opens at once does not conflict with it.</summary>
    private ProtocolAnswer Forget(Runner runner)
    {
        lock (world.Gate)
        {
            desk.Close(runner, "session forgotten");
        }

        return SessionInvalid();
    }

    private bool IsGone(Runner runner) => runner.End?.IsFarewell(world.Now, world.Manners.Farewell) == false;

    private static ProtocolAnswer SessionInvalid() =>
        ProtocolAnswer.Broker(StatusCodes.Status404NotFound, "RunnerSessionInvalid", "The session is not valid.");

    private static ProtocolAnswer NotFound() =>
        ProtocolAnswer.Broker(StatusCodes.Status404NotFound, "RunnerNotFound", "Runner not found.");
}
