using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ephemerd.Model;

/// <summary>
/// A just-in-time runner configuration: base64 of a JSON object whose keys are file names of the runner's root and whose values are base64
/// of their contents (observed on runner v2.336.0). It holds a private key, so it prints as nothing and is kept in no record.
/// </summary>
internal sealed class JitConfig
{
    private static readonly string[] Known = [".runner", ".credentials", ".credentials_rsaparams"];

    private JitConfig(IReadOnlyDictionary<string, byte[]> files) => Files = files;

    /// <summary>File name in the runner's root → content. Names are exactly the three known ones, so none can leave the root.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>False with a <paramref name="fault"/> that never repeats the content.</summary>
    public static bool TryDecode(string encoded, [NotNullWhen(true)] out JitConfig? config, [NotNullWhen(false)] out string? fault)
    {
        config = null;
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(encoded));
            var files = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetBytesFromBase64(), StringComparer.Ordinal);
            if (files.Keys.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } foreign)
            {
                fault = $"the just-in-time configuration names a file this runner layout does not know: '{foreign}'";
                return false;
            }

            if (Known.Except(files.Keys, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            {
                fault = $"the just-in-time configuration lacks '{missing}'";
                return false;
            }

            config = new JitConfig(files);
            fault = null;
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            fault = $"the just-in-time configuration is not base64 of a JSON object of base64 files ({e.GetType().Name})";
            return false;
        }
    }

    public override string ToString() => "***";
}
