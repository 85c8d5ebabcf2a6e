using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Sections;

/// <summary>How a machine comes up.</summary>
internal enum StartMode
{
    Cold,
    Snapshot,
}

/// <summary>The keys that [defaults] and every [repos."…"] share.</summary>
internal static class PolicySection
{
    public static readonly Key<int?> MaxConcurrent = new("max_concurrent", NumberRules.CountOrUnlimited(DaemonSection.MostRunners), null);
    public static readonly Key<string?> Linux = new("linux", TextRules.TextOrNone, null);
    public static readonly Key<string?> Windows = new("windows", TextRules.TextOrNone, null);
    public static readonly Key<string?> MacOs = new("macos", TextRules.TextOrNone, null);
    public static readonly Key<LabelSet> Labels = new("labels", LabelRules.Labels, LabelSet.Empty);

    public static readonly Key<TimeSpan> Timeout =
        new("timeout", QuantityRules.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(5)), TimeSpan.FromHours(6));

    public static readonly Key<TimeSpan> StartTimeout =
        new("start_timeout", QuantityRules.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)), TimeSpan.FromMinutes(2));

    public static readonly Key<TimeSpan> IdleTimeout =
        new("idle_timeout", QuantityRules.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromHours(24)), TimeSpan.FromMinutes(5));

    public static readonly Key<TimeSpan> MaxAge =
        new("max_age", QuantityRules.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(30)), TimeSpan.FromHours(24));

    public static readonly Key<EgressPolicy> Egress = new("egress", PlainRules.Choice(
        Enum.GetValues<EgressPolicy>().Select(e => (NameOf(e), e)).ToArray()), EgressPolicy.Public);

    public static readonly Key<bool> Trusted = new("trusted", PlainRules.Flag, false);
    public static readonly Key<LabelSet> RequireLabels = new("require_labels", LabelRules.Required, LabelSet.Empty);

    public static readonly Key<ForkPullRequests> Forks = new("fork_pull_requests", PlainRules.Choice(
        ("refuse", ForkPullRequests.Refuse), ("allow", ForkPullRequests.Allow)), ForkPullRequests.Refuse);

    public static readonly Key<bool> SkipSuperseded = new("skip_superseded", PlainRules.Flag, false);
    public static readonly Key<string> Image = new("image", TextRules.Text, "");
    public static readonly Key<int> Warm = new("warm", NumberRules.Count(0, DaemonSection.MostRunners), 0);
    public static readonly Key<StartMode> Start = new("start", PlainRules.Choice(
        ("cold", StartMode.Cold), ("snapshot", StartMode.Snapshot)), StartMode.Cold);
    public static readonly Key<IReadOnlyList<string>> Shares = new("shares", PlainRules.List(TextRules.AbsolutePath), []);

    public static readonly Key<long?> Memory = new("memory", NumberRules.OrUnlimited(QuantityRules.Size(64L << 20, 16L << 40)), 8L << 30);
    public static readonly Key<double?> Cpus = new("cpus", NumberRules.FractionOrUnlimited(0.1, 1024), null);
    public static readonly Key<int?> Processes = new("processes", NumberRules.OrUnlimited(NumberRules.Count(32, 4_194_304)), 4096);
    public static readonly Key<int?> OpenFiles = new("open_files", NumberRules.OrUnlimited(NumberRules.Count(256, 1_048_576)), 65_536);
    public static readonly Key<long?> Disk = new("disk", NumberRules.OrUnlimited(QuantityRules.Size(64L << 20, 16L << 40)), 16L << 30);

    private static readonly Key[] Keys =
    [
        MaxConcurrent, Linux, Windows, MacOs, Labels, Timeout, StartTimeout, IdleTimeout, MaxAge, Egress, Trusted,
        RequireLabels, Forks, SkipSuperseded, Image, Warm, Start, Shares, Memory, Cpus, Processes, OpenFiles, Disk,
    ];

    public static SchemaSection DefaultsSchema { get; } = new("[defaults]", Keys);

    public static SchemaSection ReposSchema { get; } = new("[repos.\"owner/name\"]", Keys);

    public static IEnumerable<(JobOs Os, Key<string?> Key)> BySystem => [(JobOs.Linux, Linux), (JobOs.Windows, Windows), (JobOs.MacOs, MacOs)];

    public static string NameOf(EgressPolicy egress) => egress switch
    {
        EgressPolicy.Open => "open",
        EgressPolicy.Public => "public",
        EgressPolicy.GitHub => "github",
    };

    public static RepositoryRule Read(TomlTable table, string path, SchemaSection schema, ProblemList problems)
    {
        var section = new SectionReader(table, path, schema, problems);
        var written = new Dictionary<string, Written<object?>>(StringComparer.Ordinal);
        foreach (var key in Keys)
        {
            if (section.FindAny(key) is { } value)
            {
                written[key.Name] = value;
            }
        }
        var broken = Keys.Where(section.Has).Select(k => k.Name).Except(written.Keys);
        return new(path, table.At, written) { Broken = broken.ToHashSet(StringComparer.Ordinal) };
    }
}
