using System.Text.RegularExpressions;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

/// <summary>A file without problems, section by section, each with its part of the schema. Nothing is judged here.</summary>
internal static partial class SchemaWalk
{
    public static IReadOnlyList<WrittenSection> Of(TomlTable root) =>
    [
        .. One(root, "daemon", DaemonSection.Schema),
        .. root.Find("daemon")?.Value is TomlTable daemon ? One(daemon, "log", DaemonSection.LogSchema, "daemon.log") : [],
        .. root.Find("github")?.Value is TomlArray gitHubs
            ? gitHubs.Items.OfType<TomlTable>().Select((t, i) => Section($"github[{i + 1}]", "[[github]]", GitHubSection.Schema, t))
            : [],
        .. One(root, "runners", RunnersSection.Schema),
        .. One(root, "defaults", PolicySection.DefaultsSchema),
        .. Many(root, "repos", (name, table) => Section($"repos.\"{name}\"", $"[repos.{TextRules.Quote(name)}]", PolicySection.ReposSchema, table)),
        .. Many(root, "backend", (name, table) => Section($"backend.{name}", $"[backend.{Bare(name)}]", BackendSection.SchemaOf(name, table), table)),
        .. One(root, "telemetry", TelemetrySection.Schema),
    ];

    public static string Bare(string key) => BareKey().IsMatch(key) ? key : TextRules.Quote(key);

    private static IEnumerable<WrittenSection> One(TomlTable parent, string key, SchemaSection schema, string? path = null) =>
        parent.Find(key)?.Value is TomlTable table ? [Section(path ?? key, $"[{path ?? key}]", schema, table)] : [];

    private static IEnumerable<WrittenSection> Many(TomlTable root, string key, Func<string, TomlTable, WrittenSection> section) =>
        root.Find(key)?.Value is TomlTable all ? all.Entries.Select(e => section(e.Key, (TomlTable)e.Value)) : [];

    private static WrittenSection Section(string path, string header, SchemaSection schema, TomlTable table) => new(
        path, header, schema,
        schema.Keys.Where(k => table.Find(k.Name) is { Value: not TomlTable })
            .ToDictionary(k => k.Name, k => Read(k, table.Find(k.Name)!.Value), StringComparer.Ordinal));

    private static Written<object?> Read(Key key, TomlValue value) => new(key.Read(value).Value, value.At);

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BareKey();
}
