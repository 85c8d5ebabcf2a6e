using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Repositories to serve: one by one, or by wildcard.</summary>
internal static class TargetRules
{
    private const string Form = "write it as owner/name, or owner/* for every repository of an owner";

    public static Parsed<Written<Target>> Target(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<Written<Target>>(text.What, text.Fix);
        }
        if (Read(text.Value) is { } target)
        {
            return Parsed.Good(new Written<Target>(target, value.At));
        }
        return IsOwner(text.Value)
            ? Parsed.Bad<Written<Target>>(
                $"\"{text.Value}\" is an organisation or user, and runners are registered per repository only",
                $"write \"{text.Value}/*\" for every repository of it, or name each as {text.Value}/NAME")
            : Parsed.Bad<Written<Target>>($"\"{text.Value}\" is not the name of a repository", Form);
    }

    /// <summary>One repository, no wildcard.</summary>
    public static Parsed<RepoName> Repository(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<RepoName>(text.What, text.Fix);
        }
        return RepoName.TryParse(text.Value, out var repo)
            ? Parsed.Good(repo)
            : Parsed.Bad<RepoName>($"\"{text.Value}\" is not the name of a repository", "write it as owner/name");
    }

    private static Target? Read(string text)
    {
        if (RepoName.TryParse(text, out var repo))
        {
            return new Target.Repository(repo);
        }
        if (text == "*")
        {
            return new Target.Installation();
        }
        return text.EndsWith("/*", StringComparison.Ordinal) && IsOwner(text[..^2]) ? new Target.Owner(text[..^2]) : null;
    }

    private static bool IsOwner(string text) => RepoName.TryParse($"{text}/x", out _);
}
