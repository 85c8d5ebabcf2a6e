using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Keys;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Identity;

/// <summary>The blob that makes a runner: base64 of an object of file names to base64 contents.</summary>
internal static class JitConfig
{
    public static string Encode(Runner runner, RunnerKey key, ProtocolAddresses addresses)
    {
        var files = new JsonObject
        {
            [".runner"] = Base64(Settings(runner, addresses)),
            [".credentials"] = Base64(Credentials(runner, addresses)),
            [".credentials_rsaparams"] = Base64(Key(key.Private)),
        };
        return Base64(files);
    }

    private static JsonObject Settings(Runner runner, ProtocolAddresses addresses) => new()
    {
        ["AgentId"] = $"{runner.Id}",
        ["AgentName"] = runner.Registration.Name,
        ["PoolId"] = $"{runner.Registration.Group.Id}",
        ["PoolName"] = runner.Registration.Group.Name,
        ["Ephemeral"] = "True",
        ["WorkFolder"] = runner.Registration.WorkFolder,
        ["ServerUrl"] = addresses.Broker,
        ["UseV2Flow"] = "True",
        ["ServerUrlV2"] = addresses.Broker,
        ["GitHubUrl"] = addresses.At(runner.Registration.Scope),
    };

    private static JsonObject Credentials(Runner runner, ProtocolAddresses addresses) => new()
    {
        ["Scheme"] = "OAuth",
        ["Data"] = new JsonObject
        {
            ["ClientId"] = runner.ClientId.ToString(),
            ["AuthorizationUrl"] = addresses.Token,
            ["requireFipsCryptography"] = "True",
        },
    };

    private static JsonObject Key(RSAParameters key) => new()
    {
        ["d"] = Convert.ToBase64String(key.D!),
        ["dp"] = Convert.ToBase64String(key.DP!),
        ["dq"] = Convert.ToBase64String(key.DQ!),
        ["exponent"] = Convert.ToBase64String(key.Exponent!),
        ["inverseQ"] = Convert.ToBase64String(key.InverseQ!),
        ["modulus"] = Convert.ToBase64String(key.Modulus!),
        ["p"] = Convert.ToBase64String(key.P!),
        ["q"] = Convert.ToBase64String(key.Q!),
    };

    private static string Base64(JsonObject json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
