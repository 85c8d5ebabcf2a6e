using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>Whether one more run fits under every limit at once: all or none. Asked in this order, outermost first.</summary>
internal static class LimitRules
{
    public static readonly IReadOnlyList<Question<LimitCase>> Table =
    [
        new(
            "does its backend exist here?", Verdict.BackendUnusable,
            c => c.Backend is not null,
            c => $"backend '{c.Class.Backend}' does not exist here",
            c => [c.Set("backend", c.Class.Backend), c.Set("backends here", string.Join(", ", c.Policy.Backends.Keys.Order(StringComparer.Ordinal)))]),
        new(
            "does its backend take work?", Verdict.BackendUnusable,
            c => c.Backend?.Break is not { } broken || (broken.Trying && c.Held.Trials(c.Class.Backend) == 0),
            c => c.Backend?.Break is { } broken ? broken.Why(c.Class.Backend) : "",
            c => c.Backend?.Break is { } broken
                ?
                [
                    new Fact("backend broken", broken.Reason, "circuit breaker", broken.Since),
                    new Fact("tried again from", Time(broken.Until), "circuit breaker", broken.Since),
                    c.Counted("runs trying it", Number(c.Held.Trials(c.Class.Backend))),
                ]
                : [new Fact("backend broken", "no", "circuit breaker", c.Policy.At)]),
        new(
            "is there a runner release that GitHub accepts?", Verdict.RunnerTooOld,
            c => c.Backend?.NoRelease is null,
            c => c.Backend?.NoRelease ?? "",
            c => [new Fact("runner release", c.Backend?.NoRelease ?? "no complaint", "runner packages", c.Policy.At)]),
        new(
            "is there free disk above the floor?", Verdict.NoDisk,
            c => c.Policy.Disk is not { } disk || disk.Free >= disk.Floor,
            c => c.Policy.Disk is { } disk ? $"{Size(disk.Free)} are free in the data directory, and the floor is {Size(disk.Floor)}" : "",
            c => c.Policy.Disk is { } disk ? [Measured("free disk", disk.Free, disk), c.Set("disk_floor", Size(disk.Floor))] : []),
        new(
            "has the host room?", Verdict.HostFull,
            c => c.Policy.Host is not { } host || c.Held.Host < host,
            c => $"{c.Held.Host} of {c.Policy.Host} runs on this host",
            c => [c.Counted("runs on this host", Number(c.Held.Host)), c.Set("max_concurrent of the host", Limit(c.Policy.Host))]),
        new(
            "has its backend room?", Verdict.BackendFull,
            c => c.Backend is not { } backend || c.Held.Backend(c.Class.Backend) < backend.Capacity,
            c => $"{c.Held.Backend(c.Class.Backend)} of {c.Backend?.Capacity} runs in backend '{c.Class.Backend}'",
            c =>
            [
                c.Counted($"runs in backend '{c.Class.Backend}'", Number(c.Held.Backend(c.Class.Backend))),
                c.Set("capacity of the backend", Limit(c.Backend?.Capacity)),
            ]),
        new(
            "has its repository room?", Verdict.RepositoryFull,
            c => Repository(c) is not { } most || c.Held.Repository(c.Class.Repo) < most,
            c => $"{c.Held.Repository(c.Class.Repo)} of {Repository(c)} runs of {c.Class.Repo}",
            c =>
            [
                c.Counted($"runs of {c.Class.Repo}", Number(c.Held.Repository(c.Class.Repo))),
                c.Set("max_concurrent of the repository", Limit(Repository(c))),
            ]),
        new(
            "does its disk fit above the floor, beside what live runs may still write?", Verdict.NoDisk,
            FitsDisk,
            c => $"{Size(c.Reserves)} for one run of its class; {Size(c.Policy.Disk!.Free)} are free, less {Size(c.Policy.Disk.Floor)} of floor and {Size(c.Held.Promised)} that live runs may still write",
            c => c.Policy.Disk is { } disk
                ?
                [
                    c.Set("disk of its class", c.Disk is { } bytes ? Size(bytes) : "unlimited: reserves nothing"),
                    Measured("free disk", disk.Free, disk),
                    c.Set("disk_floor", Size(disk.Floor)),
                    c.Counted("live runs may still write", Size(c.Held.Promised)),
                ]
                : []),
    ];

    /// <summary>Null when it fits; otherwise the first limit that says no.</summary>
    public static Closure? Refuses(LimitCase one)
    {
        foreach (var question in Table)
        {
            if (!question.Holds(one))
            {
                return new Closure(question.No, question.Why(one));
            }
        }

        return null;
    }

    public static bool Fits(LimitCase one) => Table.All(q => q.Holds(one));

    /// <summary>
    /// Whether room on the disk is all it lacks, and the ends of runs alive would make that room. Such a job keeps its place: younger ones that
    /// need less would otherwise take every bit that comes free, for ever.
    /// </summary>
    public static bool WaitsForDiskAlone(LimitCase one) =>
        !FitsDisk(one)
        && one.Policy.Disk is { } disk && one.Reserves <= disk.Free - disk.Floor + one.Held.Returns
        && Table.All(q => q.Holds == FitsDisk || q.Holds(one));

    private static bool FitsDisk(LimitCase one) =>
        one.Reserves == 0 || one.Policy.Disk is not { } disk || disk.Free - disk.Floor - one.Held.Promised >= one.Reserves;

    private static int? Repository(LimitCase one) => one.Policy.Repositories.TryGetValue(one.Class.Repo, out var most) ? most : null;

    private static Fact Measured(string name, long bytes, DiskRoom disk) => new(name, Size(bytes), "data directory", disk.MeasuredAt);

    private static string Limit(int? most) => most is null or int.MaxValue ? "unlimited" : Number(most.Value);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes < 1L << 30
        ? (bytes / (double)(1L << 20)).ToString("0", CultureInfo.InvariantCulture) + " MiB"
        : (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
