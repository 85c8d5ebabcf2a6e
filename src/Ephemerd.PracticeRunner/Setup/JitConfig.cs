using System.Text.Json;

namespace Ephemerd.PracticeRunner.Setup;

/// <summary>The blob of generate-jitconfig: base64 of a JSON object, file name to base64 of the file's content.</summary>
internal static class JitConfig
{
    /// <summary>Writes the blob's files into the root, with the process's umask (the real runner leaves the private key 0644 too).</summary>
    /// <returns>Null, or why the blob cannot be used.</returns>
    public static string? Unpack(string blob, RunnerRoot root)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(blob));
            foreach (var file in document.RootElement.EnumerateObject())
            {
                File.WriteAllBytes(Path.Combine(root.Directory, file.Name), Convert.FromBase64String(file.Value.GetString() ?? ""));
            }

            return null;
        }
        catch (FormatException)
        {
            return "The JIT config is not base64.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "The JIT config is not a JSON object of files.";
        }
    }
}
