using System.Globalization;
using System.Text;
using System.Text.Json;
using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>A just-in-time configuration that holds nothing but the registration's number.</summary>
internal static class Jit
{
    public static JitConfig Of(long registration)
    {
        var files = new Dictionary<string, string>
        {
            [".runner"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(registration.ToString(CultureInfo.InvariantCulture))),
            [".credentials"] = "e30=",
            [".credentials_rsaparams"] = "e30=",
        };
        var encoded = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(files));
        return JitConfig.TryDecode(encoded, out var config, out var fault) ? config : throw new InvalidOperationException(fault);
    }

    public static long Registration(JitConfig config) => long.Parse(Encoding.UTF8.GetString(config.Files[".runner"]), CultureInfo.InvariantCulture);
}
