using System.Collections.Frozen;

namespace Ephemerd.Telemetry;

/// <summary>What an exit code says: a status, or with 128 + n the signal n, which is how a shell and .NET tell it.</summary>
internal static class ExitRules
{
    private const int Signalled = 128;

    /// <summary>Linux' numbers; those that differ between systems are told as numbers.</summary>
    private static readonly FrozenDictionary<int, string> Names = new Dictionary<int, string>
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [6] = "SIGABRT", [8] = "SIGFPE", [9] = "SIGKILL", [11] = "SIGSEGV",
        [13] = "SIGPIPE", [14] = "SIGALRM", [15] = "SIGTERM", [24] = "SIGXCPU", [25] = "SIGXFSZ",
    }.ToFrozenDictionary();

    public static (int? Status, string? Signal) Of(int? code) => code switch
    {
        null => (null, null),
        > Signalled and <= Signalled + 64 and var n => (null, Names.GetValueOrDefault(n - Signalled, $"signal({n - Signalled})")),
        var n => (n, null),
    };
}
