using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Repositories to serve.</summary>
internal static class TargetRules
{
    public static Parsed<Written<RepoName>> Target(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<Written<RepoName>>(text.What, text.Fix);
        }
        if (RepoName.TryParse(text.Value, out var repo))
        {
            return Parsed.Good(new Written<RepoName>(repo, value.At));
        }
        return RepoName.TryParse($"{text.Value.Replace("/*", "", StringComparison.Ordinal)}/x", out _)
            ? Parsed.Bad<Written<RepoName>>(
                $"\"{text.Value}\" is an organisation, and runners are registered per repository only",
                "name each repository as owner/name: GitHub may hand an organisation's runner any repository's job, past every limit set here")
            : Parsed.Bad<Written<RepoName>>($"\"{text.Value}\" is not the name of a repository", "write it as owner/name");
    }
}
