using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The signed client assertion of the token request: PS256 when the credentials demand FIPS cryptography, else RS256; good for 300 s.</summary>
internal static class Assertion
{
    public static string Sign(Credentials credentials, DateTimeOffset now)
    {
        var header = $$"""{"typ":"JWT","alg":"{{(credentials.FipsCryptography ? "PS256" : "RS256")}}"}""";
        var claims = new AssertionClaims(
            credentials.ClientId, credentials.ClientId, credentials.Audience, Guid.NewGuid().ToString(), now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds() + 300);
        var unsigned = $"{Encode(header)}.{Encode(JsonSerializer.Serialize(claims, WireJson.Default.AssertionClaims))}";
        using var rsa = RSA.Create(credentials.Key);
        var padding = credentials.FipsCryptography ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return $"{unsigned}.{Base64Url.EncodeToString(rsa.SignData(Encoding.UTF8.GetBytes(unsigned), HashAlgorithmName.SHA256, padding))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
