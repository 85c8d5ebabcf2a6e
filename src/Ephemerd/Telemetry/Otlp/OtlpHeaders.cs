namespace Ephemerd.Telemetry;

/// <summary>Lines of <c>name: value</c> as the exporter wants them: <c>name=value</c> with commas between, what they may not hold percent-encoded.</summary>
internal static class OtlpHeaders
{
    public static string Of(string lines) => string.Join(',', lines.Split('\n').Select(line =>
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return $"{line[..colon].Trim()}={Uri.EscapeDataString(line[(colon + 1)..].Trim())}";
    }));
}
