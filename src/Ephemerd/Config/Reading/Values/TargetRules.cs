using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Repositories to serve: one by one, or by wildcard.</summary>
internal static class TargetRules
{
    private const string Fix = "write it as owner/name, or owner/* for every repository of an owner";

    public static Form<Written<Target>> Target { get; } = new(
        value => TextRules.Text.Read(value).Then(TargetOf).Then(t => Parsed.Good(new Written<Target>(t, value.At))),
        target => TextRules.Quote(target.Value.ToString()!));

    /// <summary>One repository, no wildcard.</summary>
    public static Form<Written<RepoName>> Repository { get; } = new(
        value => TextRules.Text.Read(value).Then(RepositoryOf).Then(r => Parsed.Good(new Written<RepoName>(r, value.At))),
        repo => TextRules.Quote(repo.Value.ToString()));

    /// <summary>The owner of <c>owner/*</c>; null for anything else.</summary>
    public static string? OwnerOf(string text) => text.EndsWith("/*", StringComparison.Ordinal) && IsOwner(text[..^2]) ? text[..^2] : null;

    private static Parsed<Target> TargetOf(string text)
    {
        if (RepoName.TryParse(text, out var repo))
        {
            return Parsed.Good<Target>(new Target.Repository(repo));
        }
        if (text == "*")
        {
            return Parsed.Good<Target>(new Target.Installation());
        }
        if (OwnerOf(text) is { } owner)
        {
            return Parsed.Good<Target>(new Target.Owner(owner));
        }
        return IsOwner(text)
            ? Parsed.Bad<Target>(
                $"\"{text}\" is an organisation or user, and runners are registered per repository only",
                $"write \"{text}/*\" for every repository of it, or name each as {text}/NAME")
            : Parsed.Bad<Target>($"\"{text}\" is not the name of a repository", Fix);
    }

    private static Parsed<RepoName> RepositoryOf(string text) => RepoName.TryParse(text, out var repo)
        ? Parsed.Good(repo)
        : Parsed.Bad<RepoName>($"\"{text}\" is not the name of a repository", "write it as owner/name");

    private static bool IsOwner(string text) => RepoName.TryParse($"{text}/x", out _);
}
