namespace Ephemerd.Config;

internal enum LogLevelSetting
{
    Debug,
    Info,
    Warning,
    Error,
}

internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>[daemon.log]</summary>
internal sealed record LogSettings(LogLevelSetting Level, LogFormat Format);

/// <summary>[daemon]</summary>
/// <param name="MaxConcurrent">Runners alive at once on this host, over all repositories and backends; null for unlimited.</param>
/// <param name="ShutdownTimeout">How long a stopping daemon waits for runs to end by themselves before it ends them.</param>
/// <param name="DiskFloor">Bytes that must stay free in the data directory; below it nothing new is started.</param>
internal sealed record DaemonSettings(int? MaxConcurrent, TimeSpan ShutdownTimeout, long DiskFloor, LogSettings Log)
{
    /// <summary>How long the ledger keeps what has ended.</summary>
    public required TimeSpan History { get; init; }

    /// <summary>How long runs/NAME, with its log, stays after the run's end.</summary>
    public required TimeSpan RunLogs { get; init; }
}
