using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Lives;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>The processes of one run in a slot: known by its keeper's record, and else by its groups, its user and its paths on command lines.</summary>
internal sealed class RunProcesses : IRunTraces
{
    private const string WorkerName = "Runner.Worker";
    private const int FirstPayload = 2;
    private readonly SlotPlaces _places;
    private readonly SlotRecord _record;

    public RunProcesses(SlotPlaces places, SlotRecord record)
    {
        _places = places;
        _record = record;
        All = new KeptProcesses(places.Run, BoundaryOf(record), this);
    }

    public KeptProcesses All { get; }

    public static KeptBoundary BoundaryOf(SlotRecord record) => record.Isolation >= Model.Isolation.Namespaces ? KeptBoundary.Namespace : KeptBoundary.Session;

    /// <summary>Ends every process of a user, whichever run it was of. True when nothing is left in time.</summary>
    public static Task<bool> EndUserAsync(uint uid, TimeSpan limit, TimeProvider time) => KeptProcesses.EndAsync(
        () => [.. ProcessTable.OfUser(uid).Select(ProcessIdentity.Of).OfType<ProcessIdentity>()], KeptProcesses.KillEach, limit, time);

    /// <summary>The first process after the namespace's init, or the session's leader. Null when it is gone.</summary>
    public ProcessIdentity? Payload()
    {
        if (All.Kept.Inside is not { IsAlive: true } inside)
        {
            return null;
        }

        return BoundaryOf(_record) == KeptBoundary.Session
            ? inside
            : ProcessTable.All().Where(p => p.Parent == inside.Pid && ProcessTable.InnermostPid(p.Pid) == FirstPayload)
                .Select(p => ProcessIdentity.Of(p.Pid)).FirstOrDefault();
    }

    public Busy IsBusy() => KeptProcesses.Told(
        () => All.Kept.Inside is { IsAlive: true } inside
            ? ProcessTable.Tree(inside.Pid).Any(p => p is { Name: WorkerName, IsDead: false }) ? Busy.Yes : Busy.No
            : All.Find().Count == 0 ? Busy.No : Busy.Unknown,
        Busy.Unknown);

    public IEnumerable<int> Members() => _record.OwnUser ? _record.Groups.Members().Concat(ProcessTable.OfUser(_record.Uid)) : _record.Groups.Members();

    public bool IsOurs(string commandLine) =>
        (commandLine.Contains(_places.Run, StringComparison.Ordinal) || commandLine.Contains(_places.Slot, StringComparison.Ordinal))
        && (commandLine.Contains("bwrap", StringComparison.Ordinal) || commandLine.Contains("keeper.sh", StringComparison.Ordinal));

    public void Kill() => _record.Groups.Kill();
}
