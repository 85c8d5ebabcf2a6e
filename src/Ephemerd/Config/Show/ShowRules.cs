using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Model;

namespace Ephemerd.Config.Show;

/// <summary>Settings → sections and keys that, written down, read back to the same settings.</summary>
internal static class ShowRules
{
    private static readonly Dictionary<string, object?> Nothing = [];

    /// <summary>The whole file in its normal form.</summary>
    /// <param name="filled">With every default written out.</param>
    public static IReadOnlyList<ShownSection> All(Settings settings, bool filled) =>
    [
        .. Plain(settings, filled, ("daemon", DaemonSection.Schema), ("daemon.log", DaemonSection.LogSchema)),
        .. settings.GitHubs.Select((g, i) => Show(Find(settings, $"github[{i + 1}]")!, filled, GitHubSection.Derived(g))),
        .. Plain(settings, filled, ("runners", RunnersSection.Schema), ("defaults", PolicySection.DefaultsSchema)),
        .. settings.Source.Where(s => s.Path.StartsWith("repos.", StringComparison.Ordinal)).Select(s => Show(s, filled: false, Nothing)),
        .. settings.Backends.Where(b => filled || Find(settings, $"backend.{b.Name}") is not null).Select(b => Show(b, settings, filled)),
        .. Plain(settings, filled, ("telemetry", TelemetrySection.Schema)),
    ];

    /// <summary>What one repository gets, every layer laid over the other: a file that serves it alone and in the same way.</summary>
    /// <returns>Null when no target covers it.</returns>
    public static IReadOnlyList<ShownSection>? For(Settings settings, RepoName repo)
    {
        if (settings.GitHubFor(repo) is not { } gitHub)
        {
            return null;
        }
        var number = settings.GitHubs.ToList().IndexOf(gitHub) + 1;
        var policy = settings.PolicyFor(repo);
        return
        [
            .. Plain(settings, filled: true, ("daemon", DaemonSection.Schema), ("daemon.log", DaemonSection.LogSchema)),
            Show(Replace(Find(settings, $"github[{number}]")!, GitHubSection.Only(repo)), filled: true, GitHubSection.Derived(gitHub)),
            .. Plain(settings, filled: true, ("runners", RunnersSection.Schema)),
            new($"repos.\"{repo}\"", $"[repos.{TextRules.Quote(repo.ToString())}]", [.. settings.Policies.Lines(repo).SelectMany(l => Line(l.Key, l.Value, l.From))]),
            .. settings.Backends.Where(b => policy.Backends.ContainsValue(b.Name)).Select(b => Show(b, settings, filled: true)),
            .. Plain(settings, filled: true, ("telemetry", TelemetrySection.Schema)),
        ];
    }

    private static IEnumerable<ShownSection> Plain(Settings settings, bool filled, params IEnumerable<(string Path, SchemaSection Schema)> sections) => sections
        .Select(s => Find(settings, s.Path) ?? (filled ? new WrittenSection(s.Path, $"[{s.Path}]", s.Schema, new Dictionary<string, Written<object?>>()) : null))
        .OfType<WrittenSection>()
        .Select(s => Show(s, filled, Nothing));

    private static ShownSection Show(BackendSettings backend, Settings settings, bool filled)
    {
        var path = $"backend.{backend.Name}";
        var section = Find(settings, path)
            ?? new WrittenSection(path, $"[backend.{SchemaWalk.Bare(backend.Name)}]", BackendSection.SchemaOf(backend.Kind), new Dictionary<string, Written<object?>>());
        return Show(section, filled, BackendSection.Derived(backend));
    }

    /// <param name="derived">What stands in for a key's own default here.</param>
    private static ShownSection Show(WrittenSection section, bool filled, IReadOnlyDictionary<string, object?> derived) => new(
        section.Path,
        section.Header,
        [
            .. section.Schema.Keys.SelectMany(key => section.Values.GetValueOrDefault(key.Name) is { } written
                ? Line(key, written.Value, new(section.Path, written.At.Line, written.At.Column))
                : filled ? Line(key, derived.TryGetValue(key.Name, out var value) ? value : key.Fallback, null) : []),
        ]);

    private static IEnumerable<ShownKey> Line(Key key, object? value, Origin? from) => key.Write(value) is { } text ? [new(key.Name, text, from)] : [];

    private static WrittenSection? Find(Settings settings, string path) => settings.Source.FirstOrDefault(s => s.Path == path);

    private static WrittenSection Replace(WrittenSection section, IReadOnlyDictionary<string, object?> values) => section with
    {
        Values = section.Values.ToDictionary(v => v.Key, v => values.TryGetValue(v.Key, out var other) ? v.Value with { Value = other } : v.Value, StringComparer.Ordinal),
    };
}
