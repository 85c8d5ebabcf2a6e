using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.Forge.Protocol.Identity;

/// <summary>A JSON Web Token taken apart. Parsing proves nothing; <see cref="IsSignedBy"/> does.</summary>
internal sealed class Jwt
{
    private readonly string _signed;
    private readonly byte[] _signature;

    private Jwt(JsonObject header, JsonObject claims, string signed, byte[] signature)
    {
        Header = header;
        Claims = claims;
        _signed = signed;
        _signature = signature;
    }

    public JsonObject Header { get; }

    public JsonObject Claims { get; }

    public string? Algorithm => Header.Text("alg");

    public string? Text(string claim) => Claims.Text(claim);

    /// <summary>A claim that counts seconds since 1970, or null when it is missing or no whole number.</summary>
    public DateTimeOffset? Moment(string claim) =>
        Claims.Number(claim) is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static Jwt? Parse(string? token)
    {
        if (token?.Split('.') is not { Length: 3 } parts)
        {
            return null;
        }

        try
        {
            return Part(parts[0]) is { } header && Part(parts[1]) is { } claims
                ? new Jwt(header, claims, $"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Verifies the signature by the algorithm named in the header, which must be one of <paramref name="allowed"/>.</summary>
    public bool IsSignedBy(RSA key, params ReadOnlySpan<string> allowed)
    {
        var algorithm = Algorithm;
        if (algorithm is null || !allowed.Contains(algorithm))
        {
            return false;
        }

        var padding = algorithm switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        return padding is not null
            && key.VerifyData(Encoding.ASCII.GetBytes(_signed), _signature, HashAlgorithmName.SHA256, padding);
    }

    /// <summary>A token only the forge itself ever checks, by knowing it; it must merely parse.</summary>
    public static string Unsigned(JsonObject claims)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256" };
        var secret = RandomNumberGenerator.GetBytes(32);
        return $"{Encode(header)}.{Encode(claims)}.{Base64Url.EncodeToString(secret)}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject? Part(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject;
}
