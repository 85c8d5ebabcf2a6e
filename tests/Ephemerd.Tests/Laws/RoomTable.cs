namespace Ephemerd.Tests.Laws;

/// <summary>The rooms of src/Ephemerd and whom each may name. src/Ephemerd/README.md shows the same table.</summary>
internal static class RoomTable
{
    /// <summary>Rooms that share a row → what they may name. The last row's rooms may name everything.</summary>
    public static IReadOnlyList<(string Rooms, string MayName)> Rows { get; } =
    [
        ("Model, Processes", "nothing"),
        ("Config, Status, Ledger", "Model"),
        ("Telemetry", "Model, Status"),
        ("GitHub, Accounts, Images, Service", "Model, Config, Processes, Telemetry"),
        ("Runners", "Model, Config, Processes, Telemetry, GitHub"),
        ("Sandboxes", "Model, Config, Processes, Accounts, Images, Telemetry"),
        ("Intake", "Model, Config, GitHub, Demand, Status, Telemetry"),
        ("Demand", "Model, Config, Ledger, Status, Telemetry"),
        ("Admission", "Model, Config, Demand, Ledger, Status, Telemetry"),
        ("Runs", "Model, Config, Processes, Demand, Admission, GitHub, Runners, Sandboxes, Ledger, Status, Telemetry"),
        ("Sweep", "Model, Demand, Admission, Runs, GitHub, Runners, Sandboxes, Ledger, Status, Telemetry"),
        ("Cli", "Model, Config, Status"),
        ("Hosting, Program", "everything"),
    ];

    /// <summary>Pure decisions look at less than their room.</summary>
    public static IReadOnlyDictionary<string, string> RulesMayName { get; } = new Dictionary<string, string>
    {
        ["Admission"] = "Model, Config",
        ["Sweep"] = "Model",
    };

    public static IReadOnlySet<string> Rooms { get; } = Rows.SelectMany(r => Split(r.Rooms)).ToHashSet();

    /// <summary>Null for a room that is not in the table.</summary>
    public static IReadOnlySet<string>? MayName(string room, string fileName)
    {
        var row = Rows.FirstOrDefault(r => Split(r.Rooms).Contains(room));
        var names = fileName.EndsWith("Rules.cs", StringComparison.Ordinal) ? RulesMayName.GetValueOrDefault(room, row.MayName) : row.MayName;
        return names switch
        {
            null => null,
            "nothing" => new HashSet<string>(),
            "everything" => Rooms,
            _ => Split(names).ToHashSet(),
        };
    }

    private static string[] Split(string names) => names.Split(", ");
}
