using System.Globalization;
using Ephemerd.Admission;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Serving;

/// <summary>What an operator has to act on, in words. These come and go with what they are drawn from.</summary>
internal static class AlarmRules
{
    private const string ReleasePlace = "runner release";
    private const string BackendPlace = "backend ";
    private const string GivenUpPlace = "abandoned jobs";
    private const string RefusedPlace = "repositories";
    private const string UnreachedPlace = "github";
    private const string DiskPlace = "data directory";

    public static Problem Release(string reason) =>
        new(ReleasePlace, reason, "see `ephemerd runner list`; dispatch goes on by itself once a newer runner is offered, or is tried afresh after `ephemerd resume`");

    public static Problem Backend(string name, BackendBreak broken) =>
        new(BackendPlace + name, broken.Why(name), "mend what the reason names (`ephemerd jobs --all` has each run's); it goes on by itself then, or at once after `ephemerd resume`. With the daemon stopped `ephemerd doctor` tries the backend for real");

    public static Problem Refused(string credential, int refused, int of, string first) => new(
        RefusedPlace, $"{credential}: {refused} of {of} cannot be looked at. The first: {first}",
        "give the credential what the sentence names, or take the repository out of targets; `ephemerd doctor` asks for each");

    public static Problem Unreached(string credential, int unreached, int of, string first) => new(
        UnreachedPlace, $"{credential}: no look comes of {unreached} of {of} repositories. The first: {first}",
        "it is tried again by itself, with growing pauses; if it lasts, see whether this machine reaches GitHub: `ephemerd doctor` asks");

    /// <summary>Null while there is room.</summary>
    public static Problem? Disk(string dataDirectory, long free, long floor) => free >= floor ? null : new Problem(
        DiskPlace, $"{dataDirectory} has {Mebibytes(free)} free, less than [daemon] disk_floor ({Mebibytes(floor)}): no new runner is started",
        "make room there; `ephemerd sweep` removes what runs have left, `ephemerd runner gc` old releases");

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0} MiB");

    public static Problem Unlisted(string credential, string target, string why) => new(
        RefusedPlace, $"{credential}: {target} cannot be listed, and stands for what it did: {why}",
        "it is tried again by itself; if it lasts, see whether the credential may see that owner");

    /// <summary>One alarm for every class that jobs are given up of.</summary>
    public static IEnumerable<Problem> GivenUp(IEnumerable<KeyValuePair<long, GivenUp>> given) => given
        .GroupBy(g => g.Value.Class)
        .Select(g => new Problem(
            GivenUpPlace,
            $"of {g.Key}: {string.Join(", ", g.Select(j => j.Key).Order())}; the last failure: {g.MaxBy(j => j.Value.At).Value.Reason}",
            "mend what the failure names, then `ephemerd resume`"));
}
