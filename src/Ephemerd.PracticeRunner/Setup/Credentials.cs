using System.Security.Cryptography;

namespace Ephemerd.PracticeRunner.Setup;

/// <summary>What <c>.credentials</c> and <c>.credentials_rsaparams</c> say: who this runner is and the key it proves it with.</summary>
internal sealed record Credentials(string ClientId, string Audience, Uri TokenUrl, bool FipsCryptography, RSAParameters Key)
{
    public static Credentials Load(RunnerRoot root)
    {
        var values = FlatJson.ReadFile(root.CredentialsFile);
        var audience = Required(values, "Data.AuthorizationUrl");
        return new Credentials(
            Required(values, "Data.ClientId"),
            audience,
            new Uri(values.GetValueOrDefault("Data.oauthEndpointUrl", audience)),
            bool.TryParse(values.GetValueOrDefault("Data.requireFipsCryptography"), out var fips) && fips,
            LoadKey(FlatJson.ReadFile(root.KeyFile)));
    }

    private static RSAParameters LoadKey(Dictionary<string, string> values) => new()
    {
        D = Convert.FromBase64String(Required(values, "d")),
        DP = Convert.FromBase64String(Required(values, "dp")),
        DQ = Convert.FromBase64String(Required(values, "dq")),
        Exponent = Convert.FromBase64String(Required(values, "exponent")),
        InverseQ = Convert.FromBase64String(Required(values, "inverseQ")),
        Modulus = Convert.FromBase64String(Required(values, "modulus")),
        P = Convert.FromBase64String(Required(values, "p")),
        Q = Convert.FromBase64String(Required(values, "q")),
    };

    private static string Required(Dictionary<string, string> values, string key) =>
        values.GetValueOrDefault(key) ?? throw new InvalidDataException($"The credentials have no '{key}'");
}
