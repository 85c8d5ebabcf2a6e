using System.Text.Json;

namespace Ephemerd.PracticeRunner.Setup;

/// <summary>
/// A JSON object of plain values as text, keys in any case. The real runner reads its files so loosely that
/// <c>"True"</c> and <c>true</c>, <c>"101"</c> and <c>101</c> mean the same (observed on runner v2.336.0).
/// </summary>
internal static class FlatJson
{
    public static Dictionary<string, string> ReadFile(string path)
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        using var document = JsonDocument.Parse(bytes);
        return Read(document.RootElement);
    }

    public static Dictionary<string, string> Read(JsonElement element)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (var (name, value) in Read(property.Value))
                {
                    values[$"{property.Name}.{name}"] = value;
                }
            }
            else
            {
                values[property.Name] = property.Value.ToString();
            }
        }

        return values;
    }
}
