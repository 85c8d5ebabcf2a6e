using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Show;

/// <summary>The work of `config show`: the configuration in its normal form, or what one repository gets of it. Starts and changes nothing.</summary>
internal static class ConfigShow
{
    private const int Failed = 1;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code: 0, 1 when no target covers the repository, 2 when the file has problems or the name is none.</returns>
    public static int Run(string path, string? repo, bool effective, bool json, TextWriter output)
    {
        var reading = SettingsReader.ReadFile(path);
        if (!reading.Ok)
        {
            return ConfigCheck.Run(path, json, output);
        }
        if (repo is null)
        {
            var all = ShowRules.All(reading.Settings, effective);
            output.Write(json ? Json(path, null, all) : ShowText.Of(all, $"{path}{(effective ? ", with every default" : "")}"));
            return ConfigCheck.Fine;
        }
        return RepoName.TryParse(repo, out var name)
            ? Show(path, reading.Settings, name, json, output)
            : Refuse(output, $"\"{repo}\" is not the name of a repository", "write --repo owner/name", ConfigCheck.Wrong);
    }

    private static int Show(string path, Settings settings, RepoName repo, bool json, TextWriter output)
    {
        if (ShowRules.For(settings, repo) is not { } sections)
        {
            var known = settings.GitHubs.SelectMany(g => g.Targets).Select(t => t.ToString()!);
            return Refuse(output, $"no target of {path} covers {repo}", Suggestion.For(repo.ToString(), known) ?? "add it to targets", Failed);
        }
        var hash = settings.PolicyFor(repo).Hash;
        output.Write(json ? Json(path, (repo, hash), sections) : ShowText.Of(sections, $"what holds for {repo}, by {path}", $"policy {hash}"));
        return ConfigCheck.Fine;
    }

    private static int Refuse(TextWriter output, string what, string fix, int exit)
    {
        output.WriteLine($"{what}\n    fix: {fix}");
        return exit;
    }

    private static string Json(string path, (RepoName Repo, string Hash)? policy, IEnumerable<ShownSection> sections) => new JsonObject
    {
        ["file"] = path,
        ["repo"] = policy?.Repo.ToString(),
        ["policy_hash"] = policy?.Hash,
        ["sections"] = new JsonArray([.. sections.Select(s => new JsonObject
        {
            ["section"] = s.Path,
            ["keys"] = new JsonArray([.. s.Keys.Select(Json)]),
        })]),
    }.ToJsonString(Readable) + "\n";

    private static JsonObject Json(ShownKey key) => new()
    {
        ["key"] = key.Key,
        ["value"] = Json(TomlDocument.Parse($"v = {key.Value}").Root!.Find("v")!.Value),
        ["from"] = key.From is { } from ? new JsonObject { ["section"] = from.Section, ["line"] = from.Line, ["column"] = from.Column } : null,
    };

    private static JsonNode? Json(TomlValue value) => value switch
    {
        TomlString text => JsonValue.Create(text.Value),
        TomlInteger whole => JsonValue.Create(whole.Value),
        TomlFloat number => JsonValue.Create(number.Value),
        TomlBoolean flag => JsonValue.Create(flag.Value),
        TomlArray array => new JsonArray([.. array.Items.Select(Json)]),
        _ => throw new System.Diagnostics.UnreachableException("no key holds any other kind of value"),
    };
}
