using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>
/// Finds and ends the processes of one run. The keeper's record is the quick way; when the keeper died before writing it, the run's groups,
/// its user and its paths on command lines find them all the same.
/// </summary>
internal sealed class RunProcesses(SlotPlaces places, SlotRecord record)
{
    private const string WorkerName = "Runner.Worker";
    private const int FirstPayload = 2;

    public KeptRecord Kept => KeptRecord.Read(places.Run);

    /// <summary>Everything of the job's side that lives; empty means that all of it has ended. The keeper is not the job's side.</summary>
    public IReadOnlyList<ProcessIdentity> Find()
    {
        var kept = Kept;
        var pids = new HashSet<int>(record.Groups.Members());
        if (kept.Inside is { IsAlive: true } inside)
        {
            pids.Add(inside.Pid);
        }

        if (record.OwnUser)
        {
            pids.UnionWith(ProcessTable.OfUser(record.Uid));
        }

        if (kept.Inside is null)
        {
            pids.UnionWith(ByPath());
        }

        return [.. pids.Where(pid => pid != kept.Keeper?.Pid).Select(ProcessIdentity.Of).OfType<ProcessIdentity>()];
    }

    public Life Look()
    {
        var kept = Kept;
        if (kept.Inside is { IsAlive: true } || kept.Keeper is { IsAlive: true })
        {
            return Life.Alive;
        }

        return kept.Exit is not null || Find().Count == 0 ? Life.Dead : Life.Alive;
    }

    /// <summary>Ends everything, init first: with it the kernel ends whatever hid in its namespace. True when nothing is left in time.</summary>
    public Task<bool> EndAsync(TimeSpan limit, TimeProvider time) => UntilNoneAsync(Find, Kill, limit, time);

    /// <summary>Ends every process of a user, whichever run it was of. True when nothing is left in time.</summary>
    public static Task<bool> EndUserAsync(uint uid, TimeSpan limit, TimeProvider time) => UntilNoneAsync(
        () => [.. ProcessTable.OfUser(uid).Select(ProcessIdentity.Of).OfType<ProcessIdentity>()], KillEach, limit, time);

    /// <summary>The runner itself: the first process after the namespace's init, or the session's leader. Null when it is gone.</summary>
    public ProcessIdentity? Payload()
    {
        if (Kept.Inside is not { IsAlive: true } inside)
        {
            return null;
        }

        return record.Isolation < Model.Isolation.Namespaces
            ? inside
            : ProcessTable.Pids().Where(pid => ProcessTable.Look(pid)?.Parent == inside.Pid && ProcessTable.InnermostPid(pid) == FirstPayload)
                .Select(ProcessIdentity.Of).FirstOrDefault();
    }

    public Busy IsBusy()
    {
        if (Kept.Inside is not { IsAlive: true } inside)
        {
            return Find().Count == 0 ? Busy.No : Busy.Unknown;
        }

        return ProcessTable.Tree(inside.Pid).Any(p => p is { Name: WorkerName, IsDead: false }) ? Busy.Yes : Busy.No;
    }

    private void Kill(IReadOnlyList<ProcessIdentity> left)
    {
        if (Kept.Inside is { IsAlive: true } inside)
        {
            Signals.Send(inside, Signal.Kill);
            if (record.Isolation < Model.Isolation.Namespaces)
            {
                Signals.SendToGroup(inside.Pid, Signal.Kill);
            }
        }

        record.Groups.Kill();
        KillEach(left);
    }

    private static void KillEach(IReadOnlyList<ProcessIdentity> left)
    {
        foreach (var one in left)
        {
            Signals.Send(one, Signal.Kill);
        }
    }

    private static async Task<bool> UntilNoneAsync(
        Func<IReadOnlyList<ProcessIdentity>> find, Action<IReadOnlyList<ProcessIdentity>> kill, TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        for (var pause = 1; find() is { Count: > 0 } left; pause = Math.Min(pause * 2, 50))
        {
            if (time.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            kill(left);
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Keepers, launchers and sandboxes carry the run's paths on their command lines.</summary>
    private IEnumerable<int> ByPath() => ProcessTable.Pids().Where(pid =>
        pid != Environment.ProcessId
        && ProcessTable.CommandLine(pid) is { } line
        && (line.Contains(places.Run, StringComparison.Ordinal) || line.Contains(places.Slot, StringComparison.Ordinal))
        && (line.Contains("bwrap", StringComparison.Ordinal) || line.Contains("keeper.sh", StringComparison.Ordinal)));
}
