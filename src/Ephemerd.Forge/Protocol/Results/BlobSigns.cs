using System.Security.Cryptography;
using System.Text;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Protocol.Results;

/// <summary>Addresses that carry their own permission: blobs to write, logs to read. The key lives as long as the process.</summary>
internal sealed class BlobSigns(ProtocolAddresses addresses)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The address contains a <c>?</c>: the runner appends <c>&amp;comp=…</c> to it.</summary>
    public string Sign(Job job, string blob) => $"{addresses.At($"blob/{job.Id}/{blob}")}?sig={Signature($"{job.Id}/{blob}")}";

    /// <summary>An address from which a job's log can be read until <paramref name="until"/>.</summary>
    public string SignLog(Job job, DateTimeOffset until)
    {
        var expires = until.ToUnixTimeSeconds();
        return $"{addresses.At($"blob/{job.Id}/job")}?se={expires}&sig={Signature($"read/{job.Id}/{expires}")}";
    }

    public bool IsWrite(long job, string blob, string signature) => Same(signature, Signature($"{job}/{blob}"));

    public bool IsRead(long job, string expires, string signature) => Same(signature, Signature($"read/{job}/{expires}"));

    private string Signature(string what) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(what)));

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
