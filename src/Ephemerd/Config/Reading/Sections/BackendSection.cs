using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

internal static class BackendSection
{
    private static readonly (string Name, BackendKind Kind)[] Kinds = [("bubblewrap", BackendKind.Bubblewrap), ("pretend", BackendKind.Pretend)];

    private static readonly Key<BackendKind> Kind = new("kind", PlainRules.Choice(Kinds), BackendKind.Bubblewrap);
    private static readonly Key<int?> MaxConcurrent = new("max_concurrent", NumberRules.CountOrUnlimited(DaemonSection.MostRunners), null);

    private static readonly Key<SandboxMode> Sandbox = new("sandbox", PlainRules.Choice(
        ("required", SandboxMode.Required), ("preferred", SandboxMode.Preferred), ("off", SandboxMode.Off)), SandboxMode.Required);

    private static readonly Form<ServiceUsers> UsersForm = new(ReadUsers, users => users switch
    {
        ServiceUsers.Auto => "\"auto\"",
        ServiceUsers.Yes => "true",
        ServiceUsers.No => "false",
    });

    private static readonly Key<ServiceUsers> Users = new("service_users", UsersForm, ServiceUsers.Auto);
    private static readonly Key<IReadOnlyList<string>> ReadOnly = new("read_only", PlainRules.List(TextRules.AbsolutePath), []);
    private static readonly Key<bool> AllowUserns = new("allow_userns", PlainRules.Flag, false);

    private static readonly Key<PretendScript> Script = new("script", PlainRules.Choice(
        ("succeed", PretendScript.Succeed), ("fail", PretendScript.Fail), ("hang", PretendScript.Hang),
        ("crash", PretendScript.Crash), ("never-come", PretendScript.NeverCome)), PretendScript.Succeed);

    private static readonly Key<double> Seconds = new("seconds", NumberRules.Fraction(0, 86_400), 1);

    private static readonly SchemaSection Bubblewrap = new(
        "[backend.NAME] of kind bubblewrap", [Kind, MaxConcurrent, Sandbox, Users, ReadOnly, AllowUserns]);

    private static readonly SchemaSection Pretend = new("[backend.NAME] of kind pretend", [Kind, MaxConcurrent, Script, Seconds]);

    public static IReadOnlyList<SchemaSection> Schemas { get; } = [Bubblewrap, Pretend];

    public static IEnumerable<string> KindNames => Kinds.Select(k => k.Name);

    /// <summary>Values of a section that hold though they are not written, and are not the key's own default.</summary>
    public static IReadOnlyDictionary<string, object?> Derived(BackendSettings backend) =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { [Kind.Name] = backend.Kind };

    /// <summary>The part of the schema for a section without problems.</summary>
    public static SchemaSection SchemaOf(string name, TomlTable table) =>
        SchemaOf(table.Find(Kind.Name) is { } written ? Kind.Form.Read(written.Value).Value : KindNamed(name)!.Value);

    public static SchemaSection SchemaOf(BackendKind kind) => kind switch
    {
        BackendKind.Bubblewrap => Bubblewrap,
        BackendKind.Pretend => Pretend,
    };

    /// <summary>The backends that need no section: each kind under its own name, with its defaults.</summary>
    public static BackendSettings? BuiltIn(string name) => KindNamed(name) is { } kind
        ? Read(TomlTable.Empty, name, kind, new(""))
        : null;

    /// <summary>Null when not even the kind can be told, which is a problem by then.</summary>
    public static BackendSettings? Read(TomlTable table, string name, TomlPosition at, ProblemList problems)
    {
        var path = $"backend.{name}";
        if (table.Find(Kind.Name) is { } written)
        {
            var parsed = Kind.Form.Read(written.Value);
            if (parsed.Ok)
            {
                return Read(table, name, parsed.Value, problems);
            }
            problems.Add($"{path}.{Kind.Name}", written.Value.At, parsed.Faults);
            return null;
        }
        if (KindNamed(name) is { } named)
        {
            return Read(table, name, named, problems);
        }
        problems.Add(
            path, at,
            $"\"{name}\" is no kind of backend, and no kind is written",
            Suggestion.For(name, KindNames) ?? $"add kind = one of {string.Join(", ", KindNames.Select(n => $"\"{n}\""))}");
        return null;
    }

    private static BackendSettings Read(TomlTable table, string name, BackendKind kind, ProblemList problems)
    {
        var section = new SectionReader(table, $"backend.{name}", SchemaOf(kind), problems);
        return kind switch
        {
            BackendKind.Bubblewrap => new BubblewrapSettings(
                name, section.Read(MaxConcurrent), section.Read(Sandbox), section.Read(Users), section.Read(ReadOnly), section.Read(AllowUserns)),
            BackendKind.Pretend => new PretendSettings(
                name, section.Read(MaxConcurrent), section.Read(Script), TimeSpan.FromSeconds(section.Read(Seconds))),
        };
    }

    private static BackendKind? KindNamed(string name) => Kinds.Where(k => k.Name == name).Select(k => (BackendKind?)k.Kind).FirstOrDefault();

    private static Parsed<ServiceUsers> ReadUsers(TomlValue value) => value switch
    {
        TomlBoolean flag => Parsed.Good(flag.Value ? ServiceUsers.Yes : ServiceUsers.No),
        TomlString { Value: "auto" } => Parsed.Good(ServiceUsers.Auto),
        _ => Parsed.Bad<ServiceUsers>(
            $"{(value is TomlString s ? $"\"{s.Value}\"" : value.Kind)} is not one of true, false, \"auto\"",
            "write true, false or \"auto\""),
    };
}
