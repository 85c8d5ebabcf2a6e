namespace Ephemerd.Config.Reading.Sections;

/// <summary>Every section and key there is. config.example.toml shows them all.</summary>
internal static class Schema
{
    public static IReadOnlyList<SchemaSection> All { get; } =
    [
        RootSection.Schema,
        DaemonSection.Schema,
        DaemonSection.LogSchema,
        GitHubSection.Schema,
        RunnersSection.Schema,
        PolicySection.DefaultsSchema,
        PolicySection.ReposSchema,
        .. BackendSection.Schemas,
        TelemetrySection.Schema,
    ];
}
