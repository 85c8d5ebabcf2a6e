using System.Text.Json.Nodes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Identity;

/// <summary><c>POST /oauth/token</c>: a runner proves its key and gets a bearer token.</summary>
internal sealed class TokenService(
    World world, RunnerTokens tokens, ProtocolAddresses addresses, FaultDoor faults, Infidelities infidelities)
{
    private const string Bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public async Task<ProtocolAnswer> AnswerAsync(ProtocolCall call)
    {
        if (!call.Context.Request.HasFormContentType)
        {
            infidelities.Note("POST /oauth/token", "the body is no form");
            return ProtocolAnswer.Token("invalid_request", "The request body must be a form.");
        }

        var form = await call.Context.Request.ReadFormAsync(call.Aborted);
        if (form["grant_type"] != "client_credentials" || form["client_assertion_type"] != Bearer)
        {
            infidelities.Note("POST /oauth/token", "grant_type or client_assertion_type is wrong");
            return ProtocolAnswer.Token("unsupported_grant_type", "Only client credentials with a JWT bearer assertion are supported.");
        }

        var assertion = Jwt.Parse(form["client_assertion"]);
        var runner = RunnerOf(assertion);
        if (faults.Take(FaultKind.TokenInvalidClient, call.Scope(runner), call.Note) is not null)
        {
            return ProtocolAnswer.Token("invalid_client", "Registration not found.");
        }

        if (assertion is null || runner is null || runner.End?.IsFarewell(world.Now, world.Manners.Farewell) == false)
        {
            return ProtocolAnswer.Token("invalid_client", "Registration not found.");
        }

        if (Refusal(assertion, runner) is { } why)
        {
            infidelities.Note("POST /oauth/token", why);
            return ProtocolAnswer.Token("invalid_client", why);
        }

        call.Note.Credential = $"runner:{runner.Registration.Name}";
        return ProtocolAnswer.Ok(new JsonObject
        {
            ["access_token"] = tokens.IssueTo(runner),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)RunnerTokens.Life.TotalSeconds,
        });
    }

    private Runner? RunnerOf(Jwt? assertion)
    {
        if (!Guid.TryParse(assertion?.Text("sub"), out var client))
        {
            return null;
        }

        lock (world.Gate)
        {
            return world.RunnersByClient.GetValueOrDefault(client);
        }
    }

    private string? Refusal(Jwt assertion, Runner runner)
    {
        var now = world.Clock.Wall;
        if (!assertion.IsSignedBy(runner.PublicKey, "PS256", "RS256"))
        {
            return "The assertion's signature does not fit the registered key.";
        }

        if (assertion.Text("iss") != assertion.Text("sub"))
        {
            return "The assertion's issuer is not its subject.";
        }

        if (assertion.Text("aud") != addresses.Token)
        {
            return "The assertion's audience is not the token address.";
        }

        if (assertion.Text("jti") is null || assertion.Moment("nbf") is not { } from || assertion.Moment("exp") is not { } until)
        {
            return "The assertion lacks jti, nbf or exp.";
        }

        return from > now + Skew || until <= now || until - from > TimeSpan.FromMinutes(10)
            ? "The assertion is not valid now, or for too long."
            : null;
    }
}
