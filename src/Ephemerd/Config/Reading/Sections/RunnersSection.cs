using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

internal static class RunnersSection
{
    private static readonly Key<string?> Version = new("version", TextRules.RunnerVersion, null);

    public static SchemaSection Schema { get; } = new("[runners]", [Version]);

    public static RunnerPackageSettings Read(TomlTable? table, ProblemList problems) =>
        new(table is null ? Version.Default : new SectionReader(table, "runners", Schema, problems).Read(Version));
}
