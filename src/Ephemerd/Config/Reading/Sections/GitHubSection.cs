using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Sections;

internal static class GitHubSection
{
    private static readonly Key<string> Name = new("name", TextRules.Text, "");
    private static readonly Key<string> TokenEnv = new("token_env", TextRules.VariableName, "");
    private static readonly Key<string> TokenFile = new("token_file", TextRules.AbsolutePath, "");
    private static readonly Key<long> AppId = new("app_id", NumberRules.Whole(1, long.MaxValue), 0);
    private static readonly Key<long> InstallationId = new("installation_id", NumberRules.Whole(1, long.MaxValue), 0);
    private static readonly Key<string> PrivateKeyFile = new("private_key_file", TextRules.AbsolutePath, "");
    private static readonly Key<Uri> ApiUrl = new("api_url", UrlRules.Api, new("https://api.github.com"));
    private static readonly Key<IReadOnlyList<Written<Target>>> Targets = new("targets", PlainRules.List(TargetRules.Target), []);
    private static readonly Key<IReadOnlyList<Written<RepoName>>> Exclude = new("exclude", PlainRules.List(TargetRules.Repository), []);
    private static readonly Key<Discovery> DiscoveryKey = new("discovery", PlainRules.Choice(("poll", Discovery.Poll)), Discovery.Poll);

    private static readonly Key<TimeSpan> PollInterval = new("poll_interval", Interval, TimeSpan.FromSeconds(5));
    private static readonly Key<TimeSpan> PollIntervalIdle = new("poll_interval_idle", Interval, TimeSpan.FromSeconds(60));

    private static Form<TimeSpan> Interval => QuantityRules.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    public static SchemaSection Schema { get; } = new(
        "[[github]]",
        [Name, TokenEnv, TokenFile, AppId, InstallationId, PrivateKeyFile, ApiUrl, Targets, Exclude, DiscoveryKey, PollInterval, PollIntervalIdle])
    {
        Refused =
        [
            new(
                "token",
                "a token must not stand in the configuration file",
                "write token_env = \"NAME\" or token_file = \"/path\", and revoke this token if anyone else could read the file"),
            new(
                "private_key",
                "a private key must not stand in the configuration file",
                "write private_key_file = \"/path\", and make a new key if anyone else could read the file"),
        ],
    };

    /// <summary>Values of this section that hold though they are not written, and are not the key's own default.</summary>
    public static IReadOnlyDictionary<string, object?> Derived(GitHubSettings settings) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [Name.Name] = settings.Name,
        [PollIntervalIdle.Name] = settings.PollIntervalIdle,
    };

    /// <summary>The same section, made to serve one repository and no other.</summary>
    public static IReadOnlyDictionary<string, object?> Only(RepoName repo) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [Targets.Name] = new Written<Target>[] { new(new Target.Repository(repo), default) },
        [Exclude.Name] = Array.Empty<Written<RepoName>>(),
    };

    /// <param name="number">Which [[github]] it is, from 1.</param>
    public static GitHubDraft Read(TomlTable table, int number, ProblemList problems)
    {
        var section = new SectionReader(table, $"github[{number}]", Schema, problems);
        var targets = section.Find(Targets);
        if (targets is { Value.Count: 0 } || !section.Has(Targets))
        {
            section.Refuse("no repository is served", "write targets = [\"owner/name\"]", Targets);
        }
        var excluded = section.Read(Exclude);
        var (name, served, busy) = (section.Find(Name), targets?.Value ?? [], section.Read(PollInterval));
        var settings = new GitHubSettings(
            name?.Value ?? (number == 1 ? "github" : $"github-{number}"), ReadCredential(section), section.Read(ApiUrl),
            [.. served.Select(t => t.Value)], section.Read(DiscoveryKey), busy)
        {
            PollIntervalIdle = ReadIdleInterval(section, busy),
            Exclude = [.. excluded.Select(e => e.Value)],
        };
        return new(settings, name?.At ?? section.At, served, excluded);
    }

    /// <summary>Not written, it follows a longer poll_interval up.</summary>
    private static TimeSpan ReadIdleInterval(SectionReader section, TimeSpan busy)
    {
        if (section.Find(PollIntervalIdle)?.Value is not { } idle)
        {
            return busy > PollIntervalIdle.Default ? busy : PollIntervalIdle.Default;
        }
        if (idle < busy)
        {
            section.Refuse(
                $"{QuantityRules.Text(idle)} is shorter than poll_interval, {QuantityRules.Text(busy)}",
                "an idle repository is looked at less often than a busy one: write a longer poll_interval_idle or a shorter poll_interval",
                PollIntervalIdle);
        }
        return idle;
    }

    /// <summary>A secret in the wrong place is the problem then, not that its right place is empty.</summary>
    private static bool HasSecret(SectionReader section) => Schema.Refused.Any(r => section.Has(r.Name));

    private static GitHubCredential ReadCredential(SectionReader section)
    {
        Key[] app = [AppId, InstallationId, PrivateKeyFile];
        var isApp = app.Any(section.Has);
        var ways = new[] { section.Has(TokenEnv), section.Has(TokenFile), isApp }.Count(has => has);
        if (ways != 1 && !(ways == 0 && HasSecret(section)))
        {
            section.Refuse(
                ways == 0 ? "no credential is named" : "more than one credential is named",
                "write exactly one of token_env, token_file, or app_id with installation_id and private_key_file");
        }
        foreach (var missing in app.Where(key => isApp && !section.Has(key) && !(key == PrivateKeyFile && HasSecret(section))))
        {
            section.Refuse($"{missing.Name} is missing", "a GitHub App needs app_id, installation_id and private_key_file", missing);
        }
        var (variable, file) = (section.Find(TokenEnv), section.Find(TokenFile));
        var credential = new AppCredential(section.Read(AppId), section.Read(InstallationId), section.Read(PrivateKeyFile));
        if (variable is not null)
        {
            return new TokenFromEnvironment(variable.Value);
        }
        return file is not null ? new TokenFromFile(file.Value) : credential;
    }
}
