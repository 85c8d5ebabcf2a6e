using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>How systemd's journal learns a line's level: by <c>&lt;n&gt;</c> in front of it (sd-daemon(3)), which it takes away again. Pure.</summary>
internal static class JournalRules
{
    /// <param name="stream"><c>$JOURNAL_STREAM</c>: device and inode of the socket that systemd gave a service's output.</param>
    /// <param name="output">What our standard error is a link to; a service whose output was sent elsewhere inherits the variable all the same.</param>
    public static bool IsOurs(string? stream, string? output) =>
        stream?.Split(':') is [_, { Length: > 0 } inode] && output == $"socket:[{inode}]";

    public static string Prefix(LogLevel level) => level switch
    {
        LogLevel.Critical => "<2>",
        LogLevel.Error => "<3>",
        LogLevel.Warning => "<4>",
        LogLevel.Information => "<6>",
        LogLevel.Debug or LogLevel.Trace => "<7>",
        LogLevel.None => "",
    };
}
