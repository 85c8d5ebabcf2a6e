using System.Security.Cryptography;

namespace Ephemerd.Forge.Keys;

/// <summary>One RSA-2048 pair. The instance is shared; RSA verification is thread-safe on .NET's OpenSSL provider.</summary>
internal sealed class RunnerKey(RSA pair)
{
    public RSA Public { get; } = RSA.Create(pair.ExportParameters(includePrivateParameters: false));

    public RSAParameters Private { get; } = pair.ExportParameters(includePrivateParameters: true);

    public string ToPem() => pair.ExportRSAPrivateKeyPem();
}
