using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

internal static class DaemonSection
{
    /// <summary>Above any machine this runs on; a slip such as 40000 is more likely than the wish.</summary>
    public const int MostRunners = 10_000;

    private static readonly TimeSpan ShortestKept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(3650);

    private static readonly Key<int?> MaxConcurrent = new("max_concurrent", NumberRules.CountOrUnlimited(MostRunners), 4);

    private static readonly Key<TimeSpan> ShutdownTimeout =
        new("shutdown_timeout", QuantityRules.Duration(TimeSpan.FromSeconds(45), TimeSpan.FromHours(24)), TimeSpan.FromMinutes(5));

    private static readonly Key<long> DiskFloor = new("disk_floor", QuantityRules.Size(64L << 20, 16L << 40), 2L << 30);

    private static readonly Key<TimeSpan> History = new("history", QuantityRules.Duration(ShortestKept, LongestKept), TimeSpan.FromHours(720));
    private static readonly Key<TimeSpan> RunLogs = new("run_logs", QuantityRules.Duration(ShortestKept, LongestKept), TimeSpan.FromHours(168));

    private static readonly Key<TomlTable?> Log = new("log", PlainRules.Table, null);

    private static readonly Key<LogLevelSetting> Level = new("level", PlainRules.Choice(
        ("debug", LogLevelSetting.Debug), ("info", LogLevelSetting.Info),
        ("warning", LogLevelSetting.Warning), ("error", LogLevelSetting.Error)),
        LogLevelSetting.Info);

    private static readonly Key<LogFormat> Format = new("format", PlainRules.Choice(
        ("text", LogFormat.Text), ("json", LogFormat.Json)), LogFormat.Text);

    public static SchemaSection Schema { get; } = new("[daemon]", [MaxConcurrent, ShutdownTimeout, DiskFloor, History, RunLogs, Log])
    {
        Refused = [new(
            "data_dir",
            "the data directory is not set here",
            "set EPHEMERD_DATA_DIR: the data directory is where this file is looked for")],
    };

    public static SchemaSection LogSchema { get; } = new("[daemon.log]", [Level, Format]);

    public static DaemonSettings Read(TomlTable? table, ProblemList problems)
    {
        var section = new SectionReader(table ?? TomlTable.Empty, "daemon", Schema, problems);
        var (history, logs) = (section.Read(History), section.Read(RunLogs));
        if (logs > history)
        {
            section.Refuse(
                $"logs would be kept for {QuantityRules.Text(logs)}, and the ledger that finds them only for {QuantityRules.Text(history)}",
                "write a history no shorter than run_logs", section.Has(RunLogs) ? RunLogs : History);
        }
        return new(section.Read(MaxConcurrent), section.Read(ShutdownTimeout), section.Read(DiskFloor), ReadLog(section.Read(Log), problems))
        {
            History = history,
            RunLogs = logs,
        };
    }

    private static LogSettings ReadLog(TomlTable? table, ProblemList problems)
    {
        var section = new SectionReader(table ?? TomlTable.Empty, "daemon.log", LogSchema, problems);
        return new(section.Read(Level), section.Read(Format));
    }
}
