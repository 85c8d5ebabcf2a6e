using System.Security.Cryptography;
using System.Text;

namespace Ephemerd.Config.Rules;

/// <summary>One number for everything a policy says, so that a job's record can tell which policy held.</summary>
internal static class PolicyHash
{
    /// <param name="lines">Every key and its value as TOML; a key without one is left out. The order of keys does not count.</param>
    /// <returns>SHA-256 of the lines <c>key = value</c>, sorted by key, each ended by a line feed; 64 hexadecimal digits in lower case.</returns>
    public static string Of(IEnumerable<(string Key, string? Value)> lines)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in lines.Where(l => l.Value is not null).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            text.Append(key).Append(" = ").Append(value).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
