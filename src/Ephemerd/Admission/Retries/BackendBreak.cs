using System.Globalization;

namespace Ephemerd.Admission;

/// <summary>A backend that takes no work because its runs do not come up.</summary>
/// <param name="Reason">Of the newest failure.</param>
/// <param name="Until">From then on one run at a time tries whether it works again.</param>
/// <param name="TryFrom">The same moment by <see cref="TimeProvider.GetTimestamp"/>: runs begun since are the ones that try.</param>
/// <param name="Trying">Whether that moment has come.</param>
internal sealed record BackendBreak(string Reason, DateTimeOffset Since, DateTimeOffset Until, long TryFrom, bool Trying)
{
    public string Why(string backend) => Trying
        ? $"backend '{backend}' is being tried with one run, since runs in it did not come up: {Reason}"
        : $"backend '{backend}' takes no work until {Until.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC, since runs in it did not come up: {Reason}";
}
