using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

/// <summary>The whole file: its sections read one by one, then the rules that look across them.</summary>
internal static class RootSection
{
    private static readonly Key<TomlTable?> Daemon = new("daemon", PlainRules.Table, null);
    private static readonly Key<TomlTable?> Runners = new("runners", PlainRules.Table, null);
    private static readonly Key<TomlTable?> Defaults = new("defaults", PlainRules.Table, null);
    private static readonly Key<TomlTable?> Repos = new("repos", PlainRules.Table, null);
    private static readonly Key<TomlTable?> Backend = new("backend", PlainRules.Table, null);
    private static readonly Key<TomlTable?> Telemetry = new("telemetry", PlainRules.Table, null);
    private static readonly Key<IReadOnlyList<TomlTable>> GitHub = new("github", new(GitHubTables, _ => null), []);

    public static SchemaSection Schema { get; } = new("the file", [Daemon, GitHub, Runners, Defaults, Repos, Backend, Telemetry]);

    public static Draft Read(TomlTable root, ProblemList problems)
    {
        var section = new SectionReader(root, "", Schema, problems);
        var gitHubs = (section.Find(GitHub)?.Value ?? []).Select((table, i) => GitHubSection.Read(table, i + 1, problems)).ToList();
        if (!section.Has(GitHub))
        {
            section.Refuse("no GitHub is named", "add a [[github]] section with a credential and targets", GitHub);
        }
        return new(
            DaemonSection.Read(section.Read(Daemon), problems),
            gitHubs,
            RunnersSection.Read(section.Read(Runners), problems),
            ReadBackends(section.Read(Backend), problems),
            ReadRules(section.Read(Defaults), section.Read(Repos), problems),
            TelemetrySection.Read(section.Read(Telemetry), problems));
    }

    private static BackendDraft ReadBackends(TomlTable? table, ProblemList problems)
    {
        var backends = new List<BackendSettings>();
        foreach (var entry in table?.Entries ?? [])
        {
            if (ReadTable(entry, $"backend.{entry.Key}", problems) is { } section
                && BackendSection.Read(section, entry.Key, entry.At, problems) is { } read)
            {
                backends.Add(read);
            }
        }
        return new(backends, (table?.Entries ?? []).Select(e => e.Key).ToHashSet(StringComparer.Ordinal));
    }

    private static List<RepositoryRule> ReadRules(TomlTable? defaults, TomlTable? repos, ProblemList problems)
    {
        var rules = new List<RepositoryRule>();
        if (defaults is not null)
        {
            rules.Add(PolicySection.Read(defaults, "defaults", PolicySection.DefaultsSchema, problems));
        }
        foreach (var entry in repos?.Entries ?? [])
        {
            var path = $"repos.\"{entry.Key}\"";
            if (ReadTable(entry, path, problems) is { } table)
            {
                rules.Add(PolicySection.Read(table, path, PolicySection.ReposSchema, problems) with { Pattern = entry.Key, At = entry.At });
            }
        }
        return rules;
    }

    private static TomlTable? ReadTable(TomlEntry entry, string path, ProblemList problems)
    {
        var parsed = PlainRules.Table.Read(entry.Value);
        if (!parsed.Ok)
        {
            problems.Add(path, entry.Value.At, parsed.Faults);
        }
        return parsed.Ok ? parsed.Value : null;
    }

    private static Parsed<IReadOnlyList<TomlTable>> GitHubTables(TomlValue value) =>
        value is TomlArray array && array.Items.All(i => i is TomlTable)
        ? Parsed.Good<IReadOnlyList<TomlTable>>([.. array.Items.Cast<TomlTable>()])
        : Parsed.Bad<IReadOnlyList<TomlTable>>(
            value is TomlTable ? "github is a single table" : $"{value.Kind} is not a list of tables",
            "write it as [[github]], with two brackets: there may be several");
}
